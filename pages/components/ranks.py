"""Places in a ranked list and expected losses, with what is possible, as the reader writes them."""

import pandas as pd

from pages.components import numbers
from pages.components.catalogue import translate
from pages.components.text import t_text

__all__ = ["four_of_five", "rank", "rank_note", "ranks"]


def rank(low: int | None, high: int | None, of: int | None = None) -> str:
    """A place in a list (of ``of``), or the places that are possible; missing is *not known*.

    >>> rank(3, 9, 40), rank(1, 1, 1194), rank(3, 9)
    ('3 to 9 of 40', '1 of 1,194', '3 to 9')
    """
    return ranks(pd.Series([low], dtype="Int64"), pd.Series([high], dtype="Int64"), of).iloc[0]


def ranks(low: pd.Series, high: pd.Series, of: int | None = None) -> "pd.Series[str]":
    """The same for every row of a list; low and high: whole numbers, 1 is first."""
    missing = translate("not known")
    one, several = (
        ("{low}", translate("{low} to {high}"))
        if of is None
        else (translate("{low} of {all}"), translate("{low} to {high} of {all}"))
    )
    every = numbers.integer(of)
    positions = pd.concat([low, high]).dropna().unique()
    written = {position: numbers.integer(position) for position in positions}
    words = [
        missing
        if pd.isna(best) or pd.isna(worst)
        else (one if best == worst else several).format(
            low=written[best], high=written[worst], all=every
        )
        for best, worst in zip(low, high, strict=True)
    ]
    return pd.Series(words, index=low.index, dtype="str")


def rank_note(low: int | None, high: int | None, of: int) -> str:
    """The same as a note below a figure."""
    return t_text("rank: {rank}", rank=rank(low, high, of))


def four_of_five(low: numbers.Amount, high: numbers.Amount, currency: str) -> str:
    """The range that holds four of five readings of what is not known of an amount."""
    money = numbers.money_range(low, high, currency)
    return t_text("range {range} (4 of 5 times)", range=money)
