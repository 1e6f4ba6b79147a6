"""Kills, hostile files and hostile values, all drawn from one seed (`make torture`).

The product is met from outside only: `assess.py` and `data.importing`, in processes of their own.
"""
