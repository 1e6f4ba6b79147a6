"""One page for the talk with a salesperson: customers without a second contact, proposals, what is
agreed. No chance, no rank, nothing of colleagues' figures; made to be printed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from html import escape as html_escape

import streamlit as st

from analytics.actions import Action, Commission
from analytics.assessment import Assessment
from analytics.coverage.introductions import Considered, work_list
from analytics.coverage.plan import furthest
from pages.components import session
from pages.components.actions.book import ActionBook
from pages.components.actions.words import commission_words
from pages.components.frame import View
from pages.components.listing import back
from pages.components.numbers import day, money
from pages.components.text import plain_text, t, t_text, tm_text
from pages.components.words import names_of
from pages.coverage.model import Proposal

__all__ = ["Sheet", "SheetRow", "draw_sheet", "draw_sheet_choice", "sheet"]

#: Customers on one page of paper; the others are counted.
_ROWS = 24


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One customer: its yearly revenue in words, the last contact of the person, who is proposed,
    what is agreed (empty: nothing)."""

    customer: str
    revenue: str
    last_contact: str
    proposed: str
    agreed: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet of one person; further: customers that have no room on it."""

    name: str
    rows: tuple[SheetRow, ...]
    further: int


def sheet(
    assessment: Assessment, considered: Considered, book: ActionBook, rep_id: str
) -> Sheet | None:
    """What the talk with somebody is about; None of whoever is not at work here."""
    reps = assessment.reps
    known = reps[(reps["rep_id"] == rep_id) & reps["active"].astype(bool)]
    if known.empty:
        return None
    agreed = {
        each.action.customer_id: each.action for each in book.introductions if each.action.waits
    }
    customers = assessment.customers
    own = customers[customers["top_rep_id"].eq(rep_id).fillna(False).astype(bool)]
    alone = own["single_threaded"].fillna(False).astype(bool)
    own = own[alone | own["customer_id"].isin(list(agreed))]
    own = own.sort_values(["exposure", "customer_id"], ascending=[False, True])
    proposed = _proposed(considered, book)
    last = _last_contacts(assessment, rep_id)
    rows = [
        SheetRow(
            customer=plain_text(name),
            revenue=money(float(exposure), assessment.currency),
            last_contact=last.get(customer_id, t_text("none on record")),
            proposed="" if customer_id in agreed else proposed.get(customer_id, ""),
            agreed=_agreed(book, agreed, customer_id),
        )
        for customer_id, name, exposure in zip(
            own["customer_id"],
            map(names_of(own, "customer_id").__getitem__, own["customer_id"]),
            own["exposure"],
            strict=True,
        )
    ]
    name = names_of(reps, "rep_id")[rep_id]
    return Sheet(plain_text(name), tuple(rows[:_ROWS]), max(len(rows) - _ROWS, 0))


def _proposed(considered: Considered, book: ActionBook) -> dict[str, str]:
    """The proposed second contact of each customer, by name only."""
    rules, decided = considered.rules, book.decided
    found = work_list(
        replace(considered, draws=None),
        capacity=rules.capacity,
        most=furthest(rules.budget),
        decided=decided,
    )
    pairs = found.proposed(found.longest)
    return {
        customer: plain_text(book.person(second))
        for customer, second in zip(pairs["customer_id"], pairs["second_rep_id"], strict=True)
    }


def _last_contacts(assessment: Assessment, rep_id: str) -> dict[str, str]:
    edges = assessment.edges
    own = edges[(edges["rep_id"] == rep_id) & edges["last_activity_on"].notna()]
    return {
        customer: day(when.date())
        for customer, when in zip(own["customer_id"], own["last_activity_on"], strict=True)
    }


def _agreed(book: ActionBook, agreed: Mapping[str | None, Action], customer_id: str) -> str:
    action = agreed.get(customer_id)
    if action is None:
        return ""
    parts = [plain_text(book.person(action.rep_id))]
    if action.due_on is not None:
        parts.append(t_text("by {day}", day=action.due_on))
    parts.append(tm_text(commission_words(action.commission or Commission())))
    return " · ".join(parts)


def draw_sheet(
    view: View,
    assessment: Assessment,
    considered: Considered,
    book: ActionBook,
    rep_id: str,
) -> None:
    """Draw the sheet of the person whom the address selects."""
    back(t("All introductions"), page="coverage", query="rep")
    made = view.once(
        "coverage-sheet",
        lambda: sheet(assessment, considered, book, rep_id),
        rep_id,
        tuple(each.entry.entry_id for each in book.current),
    )
    if made is None:
        st.info(t("Nobody at work here has the id {person}.", person=rep_id))
        return
    view.name_the_tab(made.name)
    view.headline(t("Second contacts: a talk with {name}", name=made.name))
    if not made.rows:
        st.markdown(t("Every customer has a second contact; there is nothing to agree."))
        return
    st.html(_table(made))
    if made.further:
        st.caption(
            t(
                "{count} smaller customer is left out.",
                "{count} smaller customers are left out.",
                count=made.further,
            )
        )
    st.caption(t("Printed (Ctrl + P), this page shows the table alone."))


def _table(made: Sheet) -> str:
    heads = (
        t_text("Customer"),
        t_text("Yearly revenue"),
        t_text("Last contact"),
        t_text("Proposed second contact"),
        t_text("Agreed: with whom, by when, commission"),
    )
    rows = (
        (each.customer, each.revenue, each.last_contact, each.proposed, each.agreed)
        for each in made.rows
    )
    head = "".join(f"<th scope='col'>{html_escape(each)}</th>" for each in heads)
    body = f"<thead><tr>{head}</tr></thead><tbody>{_body(rows)}</tbody>"
    return f'<table class="lp-sheet">{body}</table>'


def _body(rows: Iterable[tuple[str, ...]]) -> str:
    return "".join(
        "<tr>" + "".join(f"<td>{html_escape(each)}</td>" for each in cells) + "</tr>"
        for cells in rows
    )


def draw_sheet_choice(
    assessment: Assessment, every: tuple[Proposal, ...], book: ActionBook
) -> None:
    """Let the reader choose whose sheet to open: the main contacts of the list."""
    mains = {each.main_id for each in every}
    agreed = {each.action.customer_id for each in book.introductions}
    customers = assessment.customers
    held = customers.loc[customers["customer_id"].isin(list(agreed)), "top_rep_id"].dropna()
    ids = sorted({*mains, *held.astype(object)}, key=book.person)
    if not ids:
        return

    def opened() -> None:
        session.select("rep", st.session_state["coverage-sheet-of"])

    st.selectbox(
        t("A page for the talk with"),
        ids,
        index=None,
        format_func=book.person,
        placeholder=t_text("Choose"),
        key="coverage-sheet-of",
        on_change=opened,
        width=400,
    )
