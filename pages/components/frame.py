"""The frame of every page: head, the one h1, loading, errors in words, and what lies around.

A page is a function ``page(view: View) -> None``. It calls ``view.loaded()`` for the assessment
(which draws progress, or ends the run with an explanation), then ``view.headline(...)`` once with
its answer as a sentence; until then, and whatever happens, the page's title is the h1.
"""

import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from html import escape as html_escape
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.errors import InputFaults, LinchpinError, PolicyError
from analytics.messages import Message
from data.assessments import Loaded
from data.logs import REQUEST_HEADER, log_failure, name_request
from data.progress import Cancelled, Progress
from pages.components import facts, loading, session
from pages.components.author import COOKIE, to_keep
from pages.components.catalogue import LANGUAGES, language, speaking
from pages.components.measured import rerunning
from pages.components.navigation import Menu, brand, menu, pages_of_group
from pages.components.next_step import draw_next_step
from pages.components.pending import pending_now
from pages.components.registry import (
    ENTRIES,
    Entry,
    entry_at,
    is_page,
    link,
    streamlit_page,
)
from pages.components.session import Key
from pages.components.text import escape, plain_text, t, t_text, tm

if TYPE_CHECKING:
    from streamlit.navigation.page import Page

__all__ = [
    "View",
    "dress",
    "empty",
    "explain",
    "navigation_pages",
    "progress_bar",
    "report_failure",
    "style",
]

HERE = Path(__file__).parent
ICON = str(HERE / "linchpin.svg")
T = TypeVar("T")

#: What takes no longer shows no progress: a bar that comes and goes at once only disturbs.
_MOMENT_SECONDS = 0.3


@dataclass(slots=True)
class View:
    """What a page draws into: its h1, the facts of the data in the head, its context."""

    entry: Entry
    menu: Menu
    heading: DeltaGenerator
    facts: DeltaGenerator
    #: Where an explanation goes when something cannot be shown.
    body: DeltaGenerator
    #: The one line that warns of what the data does to the answer.
    warning: DeltaGenerator
    spoken: bool = field(default=False)
    _about: loading.Context | None = field(default=None, init=False)

    @property
    def about(self) -> loading.Context:
        """What this run is about; the same for the whole of it."""
        if self._about is None:
            self._about = loading.context()
        return self._about

    def headline(self, sentence: str) -> None:
        """Make ``sentence`` (Markdown, from ``t``) the page's one h1."""
        self.heading.title(sentence, anchor=False)
        self.spoken = True

    def title_for_now(self) -> None:
        """Make the page's title the h1 unless a sentence already is."""
        if not self.spoken:
            self.heading.title(tm(self.entry.title), anchor=False)

    def context(self, container: DeltaGenerator | None = None) -> loading.Context:
        """The source and policy of this session; names the source in the head."""
        with progress_bar(container or self.body, loading.cancel, "source") as progress:
            about = self._about = loading.context(progress)
        self.menu.named.html(brand(facts.company(about)), width="content")
        self.facts.html(facts.line(facts.source_facts(about)))
        return about

    def loaded(self, container: DeltaGenerator | None = None) -> Loaded:
        """The assessment; shows in ``container`` what is being done while it is computed."""
        at_hand = loading.at_hand() is not None
        if not at_hand:
            self.title_for_now()
        about = self.context(container)
        with progress_bar(container or self.body, loading.cancel, "figures") as progress:
            result = loading.loaded(about, progress)
        if not at_hand:
            self.menu.count(pending_now(about))
        self.facts.html(facts.line(facts.assessment_facts(about, result)))
        self._warn(result)
        if about.kind == "given" and (failing := facts.failing()) is not None:
            st.warning(tm(failing), icon=":material/cloud_off:")
        if (error := loading.unread(about.kind, about.policy)) is not None:
            st.warning(tm(error.message), icon=":material/info:")
        return result

    def _warn(self, result: Loaded) -> None:
        """Say the heaviest warning in one line that leads to all rows, and what is still to be said
        of the company; the Data page shows both."""
        if self.entry.name == "data":
            return
        heaviest, about = facts.heaviest_warning(result.quality), self.about
        with self.warning.container():
            if heaviest is not None:
                link("data", tm(heaviest), icon=":material/warning:")
            if about.kind != "demo" and not about.policy.company.sells:
                asked = t(
                    "Say what you sell: it decides how many months of revenue count (now {months})",
                    months=about.policy.exposure.months,
                )
                link("data", asked, icon=":material/help:")

    def once(self, name: str, make: Callable[[], T], *of: Hashable) -> T:
        """What ``make`` gives, made once for all readers (see ``loading.Context.once``)."""
        return self.about.once(name, make, *of)

    def solved(self, name: str, solve: Callable[[], T], *of: Hashable, what: Message) -> T:
        """What ``solve`` gives, made beside this run (see ``loading.Context.solved``); says what is
        being done as soon as it takes a moment."""
        with progress_bar(st.empty()) as progress:
            return self.about.solved(name, solve, *of, what=what, progress=progress)

    def context_key(self) -> tuple[str, ...]:
        """What every figure of this reader depends on (see ``loading.Context.key``)."""
        return self.about.key

    def name_the_tab(self, name: str) -> None:
        """Call the browser's tab after what is open, such as a customer, instead of the page."""
        st.set_page_config(page_title=_tab_title(name))

    def assumed(self, container: DeltaGenerator) -> pd.DataFrame:
        """How far each assumption moves the expected loss; ``container`` shows its progress."""
        with progress_bar(container) as progress:
            return loading.assumed(self.about, progress)


def navigation_pages() -> "list[Page]":
    """All pages for ``st.navigation``; each runs inside the frame."""
    return [streamlit_page(entry, partial(_framed, entry)) for entry in ENTRIES]


def _framed(entry: Entry) -> None:
    """Draw one page inside the frame. Language and place are looked up once for the whole run."""
    name_request(st.context.headers.get(REQUEST_HEADER))
    with speaking(language()), loading.held_settings(), rerunning(entry.name):
        _drawn(entry)


def _drawn(entry: Entry) -> None:
    """Draw head and page; errors that a reader can mend become explanations."""
    if (target := session.going()) is not None:
        path, query = target
        parameters = {**session.carried(), **query}
        st.switch_page(streamlit_page(entry_at(path)), query_params=parameters)
    session.enter(entry.path)
    drawn, facts_line = _head(entry)
    view = View(
        entry,
        menu=drawn,
        facts=facts_line,
        heading=st.empty(),
        warning=st.empty(),
        body=st.empty(),
    )
    try:
        _draw(entry, view)
        view.title_for_now()
        draw_next_step(entry, leaving=not entry.path and _somebody_leaves())
    except LinchpinError as error:
        view.title_for_now()
        explain(error)
    except Exception:
        view.title_for_now()
        raise


def _somebody_leaves() -> bool:
    """Whether somebody is under notice, as far as that is known already."""
    about = loading.at_hand()
    return about is not None and "what_if" in pending_now(about)


def _draw(entry: Entry, view: View) -> None:
    """Imported inside the frame, so that even a page that fails to has its title."""
    draw: Callable[[View], None] = import_module(f"pages.{entry.name}").page
    draw(view)


def _head(entry: Entry) -> tuple[Menu, DeltaGenerator]:
    """Draw what lies above the h1; gives the menu and the place of the data's facts."""
    with st.container(horizontal=True, vertical_alignment="center", key="frame-top", gap="medium"):
        drawn = menu(entry)
        _language_switch()
    with st.container(horizontal=True, vertical_alignment="center", key="frame-head", gap="small"):
        pages_of_group(entry)
        facts_line = st.empty()
        with st.container(
            horizontal=True, width="content", key="frame-switches", gap="small", wrap=False
        ):
            _source_switch(entry)
            _statements_switch()
    return drawn, facts_line


def _language_switch() -> None:
    other = next(each for each in LANGUAGES if each != language())
    st.button(
        LANGUAGES[other],
        key=Key.LANGUAGE_SWITCH,
        type="tertiary",
        icon=":material/translate:",
        on_click=session.choose_language,
        args=(other,),
    )


def _source_switch(here: Entry) -> None:
    """The way from the demo company to own data and back."""
    if _kind() == "demo":
        badge = html_escape(t_text("Demo company"))
        st.html(f'<p class="lp-badge">{badge}</p>', width="content")
        if _has_own():
            _switch_to("own", t("Show my own data"))
        elif here.name != "data":
            link("data", t("Use my own data"), icon=":material/upload:")
    else:
        _switch_to("demo", t("Show the demo company"))


def _statements_switch() -> None:
    """The way to figures without what people have stated, and back; nothing before anybody has."""
    if not loading.is_stated():
        return
    without = not session.with_statements()
    st.button(
        t("With statements") if without else t("Without statements"),
        key=Key.STATEMENTS_SWITCH,
        type="tertiary",
        help=t("What people have stated counts in the figures, or records alone do."),
        on_click=session.choose_statements,
        args=("with" if without else "without",),
    )


def _kind() -> loading.Kind:
    """What is shown; own data where its pointer is damaged, as the page will explain."""
    try:
        return loading.kind()
    except LinchpinError:
        return "own"


def _has_own() -> bool:
    try:
        return loading.own_kind() is not None
    except LinchpinError:
        return True


def _switch_to(source: str, label: str) -> None:
    st.button(
        label,
        key=Key.SOURCE_SWITCH,
        type="tertiary",
        on_click=session.choose_source,
        args=(source,),
    )


@contextmanager
def progress_bar(
    container: DeltaGenerator, cancel: Callable[[], None] | None = None, waits_for: str = ""
) -> Iterator[Progress]:
    """Show what is being done as a bar, as soon as it takes a moment.

    Where ``cancel`` is given, a button below the bar calls it; ``waits_for`` tells such buttons
    apart.
    """
    bar: list[DeltaGenerator] = []
    begun = time.monotonic()

    def show(done: float, what: Message) -> None:
        if time.monotonic() - begun < _MOMENT_SECONDS:
            return
        share, text = min(max(done, 0.0), 1.0), tm(what)
        if not bar:
            room = container.container()
            bar.append(room.empty())
            if cancel is not None:
                room.button(
                    t("Cancel"),
                    key=f"frame-cancel-{waits_for}",
                    icon=":material/close:",
                    on_click=cancel,
                )
        bar[0].progress(share, text=text)

    try:
        yield show
    finally:
        if bar:
            container.empty()


def explain(error: LinchpinError, *, on_data_page: bool = False) -> None:
    """Say what cannot be shown, why, and what to do; no traceback."""
    with st.container(border=True, key="frame-error"):
        st.markdown(f":material/info: **{tm(error.message)}**")
        if isinstance(error, InputFaults):
            for fault in error.faults[:5]:
                said = f"{tm(fault.problem)}. {tm(fault.remedy)}"
                st.caption(f"{escape(fault.table)}: {said}")
        if isinstance(error, Cancelled) or loading.is_given():
            st.button(
                t("Start again") if isinstance(error, Cancelled) else t("Try again"),
                key="frame-again",
                icon=":material/refresh:",
                on_click=loading.start_again,
            )
        if isinstance(error, PolicyError):
            st.markdown(t("Mend the policy file, then load this page again."))
        elif not on_data_page:
            link("data", t("See what was read, or bring in other data"), icon=":material/database:")


def empty(why: str, next_step: str) -> None:
    """An empty state: why there is nothing, and what to do next (both Markdown)."""
    with st.container(border=True, key="frame-empty"):
        st.markdown(f"**{why}**")
        st.markdown(next_step)


def report_failure(error: Exception) -> bool:
    """Log what went wrong under an id, and show the reader the id only (script error hook)."""
    number = log_failure(error, where="page")
    with st.container(border=True, key="frame-failure"):
        st.markdown(
            ":material/info: "
            + t(
                "Something went wrong on our side. Your data is unchanged. Load the page again; if "
                "it happens again, the log of the server explains it under {number}.",
                number=number,
            )
        )
    return True


def style() -> str:
    """What all pages look like besides Streamlit's theme (CSS), for the page itself."""
    return (HERE / "style.css").read_text(encoding="utf-8")


#: Sets the language of the document, keeps the name that somebody enters things under, as a cookie
#: of this server for a year, and opens the links of texts in place: the browser would load anew.
_SPEAK = st.components.v2.component(
    "linchpin_language",
    js=(HERE / "frame.js").read_text(encoding="utf-8").replace("{COOKIE}", COOKIE),
)


def dress(current_title: str) -> None:
    """Page configuration and the language of the document, on every run."""
    st.set_page_config(page_title=_tab_title(current_title), page_icon=ICON, layout="wide")
    spoken = "zh-Hans" if language() == "zh" else "en"
    told = _SPEAK(
        data={"lang": spoken, "author": to_keep()},
        key="frame-lang",
        height=1,
        on_followed_change=lambda: None,
    )
    if told.followed and is_page(told.followed):
        session.follow(told.followed)


def _tab_title(name: str) -> str:
    return f"{plain_text(name)} · Linchpin"
