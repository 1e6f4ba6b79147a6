"""The frame of :func:`data.quality.quality`."""

from analytics.contracts.contract import contract

__all__ = ["QUALITY"]

QUALITY = contract(
    "One row per table and issue, in the file sorted by both, on screen the heaviest first",
    """
    table text: the canonical table
    issue text: a stable code
    rows whole? records: rows concerned; empty where it is not about rows
    example text?: one of them
    money number? amount: what they are worth; of currency_without_rate in the currency that its
      example names; empty where no money is involved
    weight text: what it does to the answer: `overturns` (it leaves out, reassigns or reads
      otherwise 10 % and more of the money, the contact records or, from two on, the people),
      `changes` (1 %) or `note`
    effect text: what was done about it, as a sentence
    message message: the same sentence, still to be translated
    """,
)
