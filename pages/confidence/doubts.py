"""The tab on what to doubt: what is unclear in the data, ranked, and where the method fails."""

import pandas as pd
import streamlit as st

from pages.components.registry import link
from pages.components.text import escape, t, tm
from pages.confidence.failing import Failing
from pages.data.effects import weight_words

__all__ = ["draw_doubts", "ranked"]

#: The heaviest first.
_WEIGHTS = ("overturns", "changes")


def ranked(quality: pd.DataFrame) -> pd.DataFrame:
    """The issues of quality that overturn or change the answer, the heaviest first."""
    heavy = quality[quality["weight"].isin(_WEIGHTS)]
    order = heavy["weight"].map(_WEIGHTS.index).astype(int)
    return heavy.loc[order.sort_values(kind="stable").index]


def draw_doubts(quality: pd.DataFrame, failings: tuple[Failing, ...]) -> None:
    """Draw both lists."""
    heavy, notes = ranked(quality), int((quality["weight"] == "note").sum())
    st.subheader(t("What is unclear in the data"), anchor=False)
    if heavy.empty:
        st.markdown(t("Nothing in the data overturns or changes the answer."))
    else:
        rows = zip(heavy["weight"], heavy["message"], strict=True)
        st.markdown(
            "\n".join(
                f"{place}. **{escape(weight_words(weight))}**: {tm(said)}"
                for place, (weight, said) in enumerate(rows, start=1)
            )
        )
    label = t(
        "{count} more note, and every row: on the page Data",
        "{count} more notes, and every row: on the page Data",
        count=notes,
    )
    link("data", label, icon=":material/arrow_forward:")
    st.subheader(t("Where the method fails"), anchor=False)
    here = [each for each in failings if each.applies]
    if here:
        st.markdown(f"**{t('Here, as far as the data says')}**\n\n{_listed(here)}")
    st.markdown(f"**{t('Wherever it may be so')}**\n\n{_listed([*failings[len(here) :]])}")
    st.caption(
        t(
            "Measured on invented companies whose truth is known; every figure stands in {file}.",
            file="docs/validation.md",
        )
    )


def _listed(parts: list[Failing]) -> str:
    return "\n".join(f"- {tm(each.said)}" for each in parts)
