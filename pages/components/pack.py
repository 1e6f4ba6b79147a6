"""The pack for the meeting, to download: in which language and form, with what, made on demand."""

from collections.abc import Callable, Hashable
from datetime import date

import streamlit as st

from analytics.assessment import Assessment
from analytics.comparison import months_before
from analytics.errors import LinchpinError
from analytics.messages import Message, message
from analytics.pack.model import PackOptions
from analytics.pack.pack import pack
from analytics.pack.sources import PackSources
from data.assessments import Loaded
from data.opening import today
from data.pack.followed import followed
from data.pack.quarters import four_quarters
from data.pack.since import SinceReview, changes_since, compared_with, last_review
from data.pack.writing import pack_bytes
from pages.components import facts, loading
from pages.components.actions.book import book_at_hand
from pages.components.catalogue import LANGUAGES, Language, language, speaking
from pages.components.downloads import file_name
from pages.components.frame import View
from pages.components.freezing import frozen_now
from pages.components.open_points import open_points
from pages.components.text import t, tm, tm_text, write_value

__all__ = ["ask_form", "draw_pack", "offer_file", "pack_sources"]

_FORMS: dict[str, tuple[Message, str]] = {
    "pdf": (message("PDF"), "application/pdf"),
    "pptx": (
        message("PowerPoint"),
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    "xlsx": (
        message("Excel"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "docx": (
        message("Word"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "png": (message("Page one for a phone (PNG)"), "image/png"),
}
#: Columns that lists may be about parts of, and of how many values one may choose.
_FILTERS = {
    "team": message("Only people of these teams"),
    "segment": message("Only customers of these segments"),
    "region": message("Only customers of these regions"),
}
_MOST_VALUES = 200


def draw_pack(view: View, loaded: Loaded, *, key: str) -> None:
    """Draw the choice of what the pack holds, and the file as soon as it is made; ``key`` tells
    places on a page apart."""
    label = t("Pack for the meeting")
    with st.popover(label, type="tertiary", icon=":material/co_present:", key=f"pack-{key}"):
        st.caption(
            t(
                "Page one is the meeting on one page; then people, customers, second contacts, "
                "actions and how far to trust it. Without individual estimates unless you add them."
            )
        )
        form, options = _chosen(view, loaded.assessment, key)
        offer_file(
            view,
            lambda: _content(view, loaded, form, options),
            (form, repr(options)),
            name=f"pack-{options.language}",
            day=loaded.assessment.as_of,
            form=form,
            key=key,
        )


def ask_form(key: str) -> tuple[str, Language, bool]:
    """Ask for the form of a file, its language, and whether numbers stand in place of names."""
    form = st.selectbox(
        t("File"),
        list(_FORMS),
        format_func=lambda each: tm_text(_FORMS[each][0]),
        key=f"{key}-form",
    )
    codes: list[Language] = list(LANGUAGES)
    spoken = st.radio(
        t("Language"),
        codes,
        index=codes.index(language()),
        format_func=lambda each: LANGUAGES[each],
        horizontal=True,
        key=f"{key}-language",
    )
    hidden = st.checkbox(t("Numbers in place of people's names"), key=f"{key}-hidden")
    return form, spoken, hidden


def _chosen(view: View, assessment: Assessment, key: str) -> tuple[str, PackOptions]:
    form, spoken, hidden = ask_form(key)
    chances = False
    if view.about.policy.attrition.estimates_individuals:
        chances = st.checkbox(
            t("With each person's chance of leaving and its reasons"),
            help=t("Personal data: give it only to people who need it for this purpose."),
            key=f"{key}-chances",
        )
    return form, PackOptions(spoken, chances, not hidden, _filters(view, assessment, key))


def _filters(view: View, assessment: Assessment, key: str) -> dict[str, tuple[str, ...]]:
    """Which parts of the company the lists are about; what has one value only is not asked."""
    chosen = {}
    with st.expander(t("Lists of a part only")):
        for name, values in view.once("pack-parts", lambda: _parts(assessment)).items():
            picked = st.multiselect(tm(_FILTERS[name]), values, key=f"{key}-{name}")
            if picked:
                chosen[name] = tuple(picked)
        st.caption(t("The figures of page one stay those of the whole company."))
    return chosen


def _parts(assessment: Assessment) -> dict[str, list[str]]:
    """The values that one may choose among, by column."""
    frames = dict.fromkeys(_FILTERS, assessment.customers) | {"team": assessment.reps}
    values = {name: sorted(set(frames[name][name].dropna())) for name in _FILTERS}
    return {name: each for name, each in values.items() if 1 < len(each) <= _MOST_VALUES}


def offer_file(
    view: View,
    content: Callable[[], bytes],
    of: tuple[Hashable, ...],
    *,
    name: str,
    day: date,
    form: str,
    key: str,
) -> None:
    """Draw the button that makes a file, then the file; another choice (``of``) asks anew."""
    wanted = (view.context_key(), *of)
    if st.button(t("Make the file"), key=f"{key}-make"):
        st.session_state[f"{key}-wanted"] = wanted
    if st.session_state.get(f"{key}-wanted") != wanted:
        return
    try:
        made = content()
    except LinchpinError as error:
        st.caption(tm(error.message))
        return
    st.download_button(
        t("Save the file"),
        made,
        file_name=file_name("review", name, day, form),
        mime=_FORMS[form][1],
        key=f"{key}-save",
        icon=":material/download:",
        on_click="ignore",
    )


def _content(view: View, loaded: Loaded, form: str, options: PackOptions) -> bytes:
    sources = pack_sources(view, loaded)

    def write() -> bytes:
        spoken: Language = "zh" if options.language == "zh" else "en"
        with speaking(spoken):
            return pack_bytes(pack(sources, options), form, write_value)

    decided = hash(tuple(repr(each) for each in sources.actions))
    points = () if sources.hazards is None else tuple(sources.hazards.index)
    return view.solved(
        "pack",
        write,
        form,
        repr(options),
        decided,
        points,
        sources.today,
        sources.since,
        what=message("Writing the pack"),
    )


def pack_sources(view: View, loaded: Loaded) -> PackSources:
    """What the pack of what is shown is made from."""
    about, assessment = view.about, loaded.assessment
    quarters = view.solved(
        "pack-quarters",
        lambda: four_quarters(
            about.source,
            about.policy,
            assessment,
            known=loaded.comparisons,
            statements=about.statements,
        ),
        what=message("Assessing two more quarters for comparison"),
    )
    book, since = book_at_hand(about, assessment), _since(view, loaded)
    return PackSources(
        assessment,
        quarters,
        loaded.plan,
        loaded.quality,
        followed(book.current, book.happened),
        today=today(about.policy),
        since=months_before(assessment.as_of, 3) if since is None else since.day,
        company=facts.company(about),
        demo=about.kind == "demo",
        hazards=open_points(about, loaded),
        changes=None if since is None else since.changes,
    )


def _since(view: View, loaded: Loaded) -> SinceReview | None:
    """What has changed since the last review, if there was one."""
    about = view.about
    every = loading.reviews_at_hand(about.kind, about.policy)
    last = last_review(every, loaded.assessment.as_of)
    if last is None:
        return None
    before = loading.snapshot_at_hand(last, about.policy)
    frozen = compared_with(loading.store(about.policy), last, frozen_now(view, loaded, before))
    changes = view.once("pack-changes", lambda: changes_since(before, frozen), last.snapshot)
    return SinceReview(last.opened_on, changes)
