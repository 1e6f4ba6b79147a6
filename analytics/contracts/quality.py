"""The frame of :func:`data.quality.quality`."""

from analytics.contracts.contract import contract

__all__ = ["QUALITY"]

QUALITY = contract(
    "One row per table and issue, sorted by both",
    """
    table text: the canonical table
    issue text: a stable code
    rows whole? records: rows concerned; empty where it is not about rows
    example text?: one of them
    money number? amount: what they are worth; of currency_without_rate in the currency that its
      example names; empty where no money is involved
    effect text: what was done about it, as a sentence
    message message: the same sentence, still to be translated
    """,
)
