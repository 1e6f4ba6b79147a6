"""The parts of the documents that are written by a program (``make docs``)."""
