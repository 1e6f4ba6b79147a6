"""In which currency to report, where bookings are in several: asked, and kept in the policy."""

import streamlit as st

from data.extract import SeveralCurrencies
from data.policy_writing import write_settings
from pages.components.policy_changes import change_recorded
from pages.components.text import t
from pages.data import checking, mending

__all__ = ["draw"]


def draw(asked: SeveralCurrencies) -> None:
    """Let the currency be chosen; what is checked is checked again with it."""
    with st.container(
        horizontal=True, gap="small", vertical_alignment="bottom", key="data-currency"
    ):
        chosen = st.selectbox(
            t("Currency to report in"),
            asked.currencies,
            index=None,
            key="data-currency-chosen",
            filter_mode=None,
        )
        st.button(
            t("Report in this currency"),
            key="data-currency-take",
            disabled=chosen is None,
            on_click=_take,
            args=(chosen,),
        )
    st.caption(t("Amounts in the others count where the table of exchange rates has a rate."))


def _take(currency: str) -> None:
    chosen = {"company": {"currency": currency}}
    if mending.attempt(lambda: change_recorded(lambda policy: write_settings(policy, chosen))):
        checking.forget()
