"""The risk glyph: what rests on one person and how likely they may leave, the same on every page.

Name and function; a bar of the yearly customer revenue (filled: on record with this person only,
pale: by the name in the file only, hatched: others know them too, dotted: nobody in touch); the
amount; the chance of leaving as a dot on its range; a word. Nothing depends on colour alone, and
the same is said in words for readers who do not see it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from analytics.assessment import Assessment
from analytics.attrition.drivers import NOTICE
from analytics.concentration.held import held_by_contact
from analytics.losses.people_order import by_expected_loss, owners
from analytics.messages import Message, Money, message
from pages.components import numbers, session
from pages.components.registry import entry
from pages.components.sentences.attrition_words import estimated_band
from pages.components.text import t_text, tm_text
from pages.components.theme import LIGHT
from pages.components.words import BANDS, band_word, function_word, names_of

__all__ = ["Beside", "Glyph", "glyph_below_name", "glyph_of", "glyphs", "glyphs_of"]

_PARTS = ("alone", "inferred", "shared", "untended")
#: The scale of chances ends at a multiple of this, and not before twice of it.
_STEP = 0.1
#: Below it less than half of somebody's customers have a contact on record.
_FEW_RECORDS = 0.5


@dataclass(frozen=True, slots=True)
class Glyph:
    """One person. Amounts by part in the reporting currency; chance, low and high between 0 and 1,
    NaN where there is none; word: the chance in a word, or when somebody under notice leaves."""

    rep_id: str
    name: str
    function: str
    parts: tuple[float, float, float, float]
    chance: float
    low: float
    high: float
    word: str

    @property
    def total(self) -> float:
        """All yearly revenue of the customers whose contact the person is."""
        return sum(self.parts)

    @property
    def alone(self) -> float:
        """Of it, on record with this person only, by the name in the file too."""
        return self.parts[0] + self.parts[1]

    @property
    def is_gone(self) -> bool:
        """Whether nothing rests on the person any more, and nothing is estimated of them."""
        return self.total == 0 and math.isnan(self.chance)


def glyphs_of(assessment: Assessment) -> tuple[Glyph, ...]:
    """One for everybody active in the order of every page, owners last; words in the reader's
    language."""
    reps = assessment.reps
    order = [*by_expected_loss(reps)["rep_id"], *owners(reps)["rep_id"]]
    rows = reps.assign(band=estimated_band(reps)).set_index("rep_id", drop=False).loc[order]
    held = held_by_contact(assessment.customers).set_index("rep_id").reindex(order).fillna(0.0)
    names = names_of(reps, "rep_id")
    return tuple(
        _glyph(row, names[row["rep_id"]], tuple(parts))
        for row, parts in zip(
            rows.to_dict("records"), held[list(_PARTS)].itertuples(index=False), strict=True
        )
    )


def glyph_of(assessment: Assessment, rep_id: str) -> Glyph | None:
    """That of one person; None for who has left and for ids that nobody has."""
    return next((each for each in glyphs_of(assessment) if each.rep_id == rep_id), None)


def _glyph(row: dict[Any, Any], name: str, parts: tuple[float, ...]) -> Glyph:
    alone, inferred, shared, untended = parts
    return Glyph(
        row["rep_id"],
        name,
        _function(row),
        (alone, inferred, shared, untended),
        float(row["attrition_probability"]),
        float(row["attrition_low"]),
        float(row["attrition_high"]),
        _word(row),
    )


def _function(row: dict[Any, Any]) -> str:
    """The function; of whom few contacts are recorded that, too: more may rest on them."""
    function, recorded = function_word(row["function"]), row["logging_coverage"]
    if pd.isna(recorded) or recorded >= _FEW_RECORDS:
        return function
    return t_text(
        "{function}, {share} recorded", function=function, share=numbers.percent(float(recorded))
    )


def _word(row: dict[Any, Any]) -> str:
    if row["function"] == "owner":
        return t_text("yours, not a leaver")
    if row["band"] == NOTICE and isinstance(row["leaves_on"], pd.Timestamp):
        return t_text("leaves on {day}", day=numbers.day_short(row["leaves_on"].date()))
    return band_word(row["band"]) if row["band"] in BANDS else ""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands at the end of each row: plain text by rep_id, under a head."""

    head: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What all rows are drawn with: the largest total, the end of the scale of chances, whether
    the person is named above."""

    currency: str
    most: float
    end: float
    named: bool = False
    beside: Beside | None = None


def glyphs(
    shown: Sequence[Glyph],
    currency: str,
    *,
    all_of: Sequence[Glyph] = (),
    beside: Beside | None = None,
) -> str:
    """Draw people below each other as HTML, on one scale (that of ``all_of`` where given); each
    leads to the page of the person."""
    scale = all_of or shown
    most = max((each.total for each in scale), default=0.0)
    drawing = _Drawing(currency, most, _end(scale), beside=beside)
    rows = "".join(f"<li>{_row(each, drawing)}</li>" for each in shown)
    more = "" if beside is None else " lp-beside"
    return f'<div class="lp-glyphs{more}">{_key(shown, drawing)}<ol>{rows}</ol></div>'


def glyph_below_name(glyph: Glyph, currency: str) -> str:
    """Draw one person, whose name stands above, as HTML; the bar takes the whole width."""
    drawing = _Drawing(currency, glyph.total, _end([glyph]), named=True)
    key, row = _key([glyph], drawing), _row(glyph, drawing)
    return f'<div class="lp-glyphs">{key}<ol><li>{row}</li></ol></div>'


def _end(shown: Sequence[Glyph]) -> float:
    """Where the scale of chances ends."""
    widest = pd.Series([*(each.high for each in shown), *(each.chance for each in shown)])
    drawn = float(widest[widest < 1].max()) if (widest < 1).any() else 0.0
    return min(1.0, max(2.0, math.ceil(round(drawn / _STEP, 9))) * _STEP)


def _key(shown: Sequence[Glyph], drawing: _Drawing) -> str:
    """What the tones mean, of those that occur, how far the scale of chances goes, and what stands
    beside."""
    words = {
        "alone": t_text("on record with this person only"),
        "inferred": t_text("only this name on file"),
        "shared": t_text("others know them too"),
        "untended": t_text("nobody in touch"),
    }
    drawn = [part for place, part in enumerate(_PARTS) if any(e.parts[place] > 0 for e in shown)]
    tones = "".join(
        f'<span><i class="lp-{part}"></i>{escape(words[part])}</span>' for part in drawn
    )
    scale = t_text("may leave within 12 months, 0 to {end}", end=numbers.percent(drawing.end))
    beside = "" if drawing.beside is None else f"<em>{escape(drawing.beside.head)}</em>"
    # Where nobody has a dot, there is no scale to speak of.
    said = escape(scale) if any(_range(each, drawing.end) for each in shown) else ""
    told = f"<span>{tones}</span><b>{said}</b>{beside}"
    return f'<p class="lp-key" aria-hidden="true">{told}</p>'


def _row(glyph: Glyph, drawing: _Drawing) -> str:
    """The picture and the same in words, as the way to the person."""
    both = (
        f'<span class="lp-unseen">{escape(_said(glyph, drawing))}</span>'
        f'<span class="lp-glyph" aria-hidden="true">{_seen(glyph, drawing)}</span>'
    )
    if drawing.named:
        return both
    href = session.address(entry("reps").path, rep=glyph.rep_id)
    return f'<a href="{escape(href)}">{both}</a>'


def _seen(glyph: Glyph, drawing: _Drawing) -> str:
    bars = "".join(
        f'<i class="lp-{part}" style="width:{100 * amount / drawing.most:.2f}%"></i>'
        for part, amount in zip(_PARTS, glyph.parts, strict=True)
        if drawing.most > 0 and amount > 0
    )
    money = "" if glyph.is_gone else numbers.money(glyph.total, drawing.currency)
    who = f"<b>{escape(glyph.name)}</b><small>{escape(glyph.function)}</small>"
    if drawing.named:
        who = f"<small>{escape(t_text('Yearly customer revenue'))}</small>"
    return (
        f'<span class="lp-who">{who}</span><span class="lp-bars">{bars}</span>'
        f'<span class="lp-money">{escape(money)}</span>'
        f'<span class="lp-range">{_range(glyph, drawing.end)}</span>'
        f'<span class="lp-chance">{escape(_percent(glyph))}</span>'
        f'<span class="lp-word">{escape(glyph.word)}</span>'
        f"{_last(glyph, drawing.beside)}"
    )


def _last(glyph: Glyph, beside: Beside | None) -> str:
    """What stands beside, which narrow screens show with its head."""
    words = "" if beside is None else beside.words.get(glyph.rep_id, "")
    if beside is None or not words:
        return ""
    return f'<span class="lp-last"><small>{escape(beside.head)}</small>{escape(words)}</span>'


def _said(glyph: Glyph, drawing: _Drawing) -> str:
    """The glyph in words, with what stands beside it."""
    twin = tm_text(_twin(glyph, drawing.currency))
    last = drawing.beside and drawing.beside.words.get(glyph.rep_id)
    return f"{twin} {drawing.beside.head}: {last}" if drawing.beside and last else twin


def _range(glyph: Glyph, end: float) -> str:
    """The dot on its range; nothing for who leaves for certain or is not estimated."""
    if pd.isna(glyph.chance) or glyph.chance in (0.0, 1.0):
        return ""
    line = ""
    if not pd.isna(glyph.low):
        left, right = (100 * min(each / end, 1.0) for each in (glyph.low, glyph.high))
        line = f'<i class="lp-line" style="left:{left:.2f}%;width:{right - left:.2f}%"></i>'
    step = LIGHT.risk_step(glyph.chance)
    tone = f"lp-dot lp-risk-{step}" if line else "lp-dot lp-usual"
    return f'{line}<i class="{tone}" style="left:{100 * min(glyph.chance / end, 1.0):.2f}%"></i>'


def _percent(glyph: Glyph) -> str:
    if pd.isna(glyph.chance) or glyph.chance in (0.0, 1.0):
        return ""
    return numbers.percent(glyph.chance)


def _twin(glyph: Glyph, currency: str) -> Message:
    """The glyph in words."""
    if glyph.is_gone:
        return message(
            "{name}, {function}: {word}.",
            name=glyph.name,
            function=glyph.function,
            word=glyph.word,
        )
    money = message(
        "{name}, {function}: {total} a year, {alone} of it on record with this person only",
        name=glyph.name,
        function=glyph.function,
        total=Money(glyph.total, currency),
        alone=Money(glyph.alone, currency),
    )
    if pd.isna(glyph.low) or not 0 < glyph.chance < 1:
        return message("{money}; {word}.", money=money, word=glyph.word)
    return message(
        "{money}; may leave within 12 months: {chance}, range {range} (4 of 5 times), {word}.",
        money=money,
        chance=numbers.percent(glyph.chance),
        range=numbers.percent_range(glyph.low, glyph.high),
        word=glyph.word,
    )
