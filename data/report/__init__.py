"""The report of ``assess.py``: its files in a folder, whole or not there, others left alone."""
