"""Why this customer, and why this second contact: the sentences of the second-contact plan."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.coverage.candidates import LIKENESS
from analytics.messages import Message, message

__all__ = ["pair_messages"]


def pair_messages(
    customers: pd.DataFrame,
    second_contacts: pd.DataFrame,
    kinds: NDArray[np.int8],
    alike: NDArray[np.int32],
    reps: pd.DataFrame,
) -> list[Message]:
    """Say for each pair who knows the customer today and what speaks for the second contact.

    Rows of customers (top_rep_id, known_by) and second_contacts (name, rep_id) belong together;
    kinds are places in LIKENESS, alike the number of similar customers; reps: rep_id, name.
    """
    names = reps.drop_duplicates("rep_id").set_index("rep_id")["name"]
    named = names.where(names.notna(), names.index.to_series())
    main = customers["top_rep_id"].map(named).fillna(customers["top_rep_id"])
    second = second_contacts["name"].where(
        second_contacts["name"].notna(), second_contacts["rep_id"]
    )
    rows = zip(customers["known_by"].fillna(0), main, second, kinds, alike, strict=True)
    return [
        message(
            "{situation}. {choice}.",
            situation=_situation(int(known_by), top),
            choice=_choice(LIKENESS[kind], int(count), other, top),
        )
        for known_by, top, other, kind, count in rows
    ]


def _situation(known_by: int, main: str) -> Message:
    if known_by == 0:
        return message("Nobody is in touch any more, {main} was last", main=main)
    if known_by == 1:
        return message("Only {main} knows the customer", main=main)
    return message(
        "{count} person knows the customer, {main} best",
        "{count} people know the customer, {main} best",
        count=known_by,
        main=main,
    )


def _choice(kind: str, alike: int, second: str, main: str) -> Message:
    if kind == "in_touch":
        return message("{second} is in touch already", second=second)
    if kind == "both":
        return message(
            "{second} looks after {count} customer of the same industry and region",
            "{second} looks after {count} customers of the same industry and region",
            count=alike,
            second=second,
        )
    if kind == "either":
        return message(
            "{second} looks after {count} customer of the same industry or region",
            "{second} looks after {count} customers of the same industry or region",
            count=alike,
            second=second,
        )
    if kind == "team":
        return message("{second} is in the same team as {main}", second=second, main=main)
    return message(
        "Nobody with similar customers has room for one more, but {second} has", second=second
    )
