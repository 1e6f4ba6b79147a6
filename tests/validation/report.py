"""The page of the validation: tables, pictures, and where a target is missed."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
import pandas as pd

from tests.validation.checks import Check
from tests.validation.measures import kupiec
from tests.validation.pictures import Range, calibration_picture, range_picture
from tests.validation.scores import Scores

__all__ = ["MEASURES", "Measure", "pictures", "report"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of :func:`tests.validation.scores.judge` on the page; ``target``: from … to."""

    code: str
    title: str
    section: str
    target: tuple[float, float] | None = None
    digits: int = 2

    def missed(self, mean: float) -> bool:
        """Whether the mean over the companies lies outside the target."""
        return self.target is not None and not self.target[0] <= mean <= self.target[1]


_ANY = float("inf")
_FACTOR = (1 / 1.5, 1.5)

#: Everything on the page, in its order.
MEASURES = (
    Measure("leavers", "left in three years", "companies", digits=1),
    Measure("leave", "true chance of leaving", "companies", digits=3),
    Measure("attrition_share", "leaving", "ranking", (0.60, _ANY)),
    Measure("attrition_seen_share", "leaving, law known", "ranking"),
    Measure("attrition_top", "leaving, top tenth", "ranking"),
    Measure("walk_share", "walking away", "ranking", (0.65, _ANY)),
    Measure("walk_seen_share", "walking away, law known", "ranking"),
    Measure("walk_top", "walking away, top tenth", "ranking"),
    Measure("attrition_level", "level of leaving", "calibration", _FACTOR),
    Measure("walk_level", "level of walking away", "calibration", _FACTOR),
    Measure("loss_level", "level of expected loss", "calibration", _FACTOR),
    Measure("attrition_slope", "slope of leaving", "calibration", _FACTOR),
    Measure("walk_slope", "slope of walking away", "calibration", _FACTOR),
    Measure("attrition_brier", "Brier of leaving", "calibration", digits=3),
    Measure("attrition_brier_best", "its least", "calibration", digits=3),
    Measure("attrition_coverage", "leaving inside 80 % interval", "intervals", (0.7, 0.95)),
    Measure("walk_rank_coverage", "rank inside its band", "intervals"),
    Measure("var_95_exceeded", "loss above VaR 95 %", "tail", (0.0, 0.10), 3),
    Measure("var_99_exceeded", "loss above VaR 99 %", "tail", (0.0, 0.03), 3),
    Measure("plan_pairs", "pairs", "plan", digits=0),
    Measure("plan_gap", "at most short of the optimum", "plan", digits=4),
    Measure("plan_saved", "of the true expected loss saved", "plan", (0.0, _ANY), 3),
    Measure("plan_of_best", "of the best possible", "plan"),
    Measure("simple_of_best", "simple plan, of the best possible", "plan"),
)

_PICTURES = {
    "ranking-leaving": ("attrition_share", "Ranking who leaves: share of the oracle's lift", 0.60),
    "ranking-walking": ("walk_share", "Ranking who walks away: share of the oracle's lift", 0.65),
    "coverage": ("attrition_coverage", "True chance of leaving inside the 80 % interval", 0.80),
    "exceedances": ("var_95_exceeded", "Chance of a loss above the VaR of 95 %", 0.05),
}
_LIMITS = {"exceedances": (0.0, 0.25)}


def table(scores: Sequence[Scores]) -> pd.DataFrame:
    """Figures by law (in the order of the runs) and seed."""
    rows = [{"law": each.law, "seed": each.seed, **each.figures} for each in scores]
    return pd.DataFrame(rows)


def ranges(figures: pd.DataFrame, code: str) -> dict[str, Range]:
    """Mean and 10–90 % range over the companies of each law that has the figure."""
    if code not in figures:
        return {}
    found = {}
    for law, values in figures.groupby("law", sort=False)[code]:
        known = values.dropna()
        if len(known):
            low, high = known.quantile([0.1, 0.9])
            found[str(law)] = Range(float(known.mean()), float(low), float(high))
    return found


def pictures(scores: Sequence[Scores]) -> dict[str, str]:
    """SVG texts by the end of the file's name."""
    figures, drawn = table(scores), {}
    for name, (code, title, target) in _PICTURES.items():
        rows = ranges(figures, code)
        if rows:
            limits = _LIMITS.get(name, (0.0, 1.0))
            drawn[name] = range_picture(title, rows, target=target, limits=limits)
    laws = dict.fromkeys(each.law for each in scores)
    drawn["calibration"] = calibration_picture(
        {
            title: {
                law: pd.concat([getattr(each, part) for each in scores if each.law == law])
                for law in laws
            }
            for title, part in (("Leaving", "attrition"), ("Walking away", "walk"))
        }
    )
    return drawn


_INTRODUCTION = """\
# Validation

Written by `make validate`; do not edit. Companies are drawn from laws with known truth
(`tests/validation`), assessed in the product's own way (tables, data source,
`data.assessments.assess_source`, default policy) and compared with the truth.

{run}

| law | what it is |
|---|---|
| demo | the demo company's own law (`data/demo/LAW.md`) |
| hazard | logistic monthly hazard, unseen differences between teams and people, 80 reps, 1,500 \
customers, three years |
| swaying | as hazard, but nobody turns away: engagement sways about its usual level, and contacts \
with it |
| threshold | steps, interactions, a U-shape, fading shocks, several leaving together; following \
by squared share and by where the leaver goes |
| small | as hazard, ten reps ever (about eight at a time), 150 customers |
| no_leavers | as hazard, nobody has left yet; every other company without targets and pay |
| sparse | as hazard, only bookings with rep and won deals |

No model of the product assumes any of these laws. Every figure is the mean over the
companies of a law, with the range from the tenth to the ninetieth percentile in brackets.
"""

_SECTIONS = {
    "companies": ("The companies", "Before anything is estimated.", None),
    "ranking": (
        "Ranking",
        "Lift over chance as a share of the oracle's: (expected AUC − ½) ÷ (expected AUC of the "
        "truth − ½); 1 ranks as well as who knows the truth, 0 as chance. Leaving: active "
        "salespeople not under notice. Walking away: customers with exposure. *Law known*: who "
        "knows the coefficients and the state of everybody, but not the unseen effects. *Top "
        "tenth*: lift of the highest tenth above 1, as a share of the oracle's. Targets: leaving "
        "0.60, walking away 0.65.",
        ("ranking-leaving", "ranking-walking"),
    ),
    "calibration": (
        "Level and calibration",
        "Level: Σ predicted ÷ Σ true, target within a factor of 1.5. Slope of the logistic "
        "recalibration (Cox 1958): 1 is right, below 1 too extreme.",
        ("calibration",),
    ),
    "intervals": (
        "Intervals",
        "Share of reps whose true chance of leaving lies inside the 80 % interval, target 0.70 to "
        "0.95 (unseen personal effects are in the truth); share of customers whose true rank of "
        "expected loss lies inside the rank band.",
        ("coverage",),
    ),
    "tail": (
        "The bad years",
        "Chance, under the law with departures drawn jointly, that the year's loss exceeds the "
        "value at risk; targets at most twice (95 %) and three times (99 %) the promised chance.",
        ("exceedances",),
    ),
    "plan": (
        "The second-contact plan",
        "The plan is followed: every second contact grows to half the rate of the customer's "
        "busiest one, and the truth is computed anew. *Best possible*: as many pairs chosen by "
        "who knows the truth, without limits per colleague (an upper bound). *Simple plan*: the "
        "largest customers with a single contact, colleagues in turn.",
        None,
    ),
}


def report(scores: Sequence[Scores], checks: Sequence[Check], run: str) -> str:
    """The whole page in Markdown."""
    figures = table(scores)
    parts = [_INTRODUCTION.format(run=run)]
    for section, (title, words, images) in _SECTIONS.items():
        rows = _table(figures, [each for each in MEASURES if each.section == section])
        if rows:
            shown = [f"![{title}](images/validation-{name}.svg)" for name in images or ()]
            parts += [f"## {title}", words, rows, *shown]
        if section == "tail":
            parts.append(_kupiec(figures))
    parts += ["## Where it fails", _failures(figures), "## Reference checks", _checks(checks)]
    return "\n\n".join(parts) + "\n"


def _table(figures: pd.DataFrame, measures: Sequence[Measure]) -> str:
    known = {each: ranges(figures, each.code) for each in measures}
    known = {each: found for each, found in known.items() if found}
    if not known:
        return ""
    lines = [
        "| law | " + " | ".join(each.title for each in known) + " |",
        "|---|" + "---:|" * len(known),
    ]
    for law in dict.fromkeys(figures["law"]):
        cells = [_cell(found.get(law), each) for each, found in known.items()]
        lines.append(f"| {law} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(found: Range | None, measure: Measure) -> str:
    if found is None:
        return "–"
    mean, low, high = (f"{value:.{measure.digits}f}" for value in found)
    shown = f"**{mean}**" if measure.missed(found.mean) else mean
    return f"{shown} ({low}–{high})"


def _kupiec(figures: pd.DataFrame) -> str:
    """How often the one real year was worse than promised, by law and over all companies."""
    lines = [
        "The one real year of each company against its value at risk (Kupiec 1995, proportion of "
        "failures; *chance*: of a difference as large if the level were right):",
        "",
        "| law | companies | above VaR 95 % | LR | chance | above VaR 99 % | LR | chance |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    groups = [(str(law), rows) for law, rows in figures.groupby("law", sort=False)]
    for law, rows in [*groups, ("all", figures)]:
        cells = []
        for level, share in (("95", 0.05), ("99", 0.01)):
            worse = int(rows[f"lost_more_{level}"].sum())
            test = kupiec(len(rows), worse, share)
            cells += [str(worse), f"{test.ratio:.2f}", f"{test.p_value:.3f}"]
        lines.append(f"| {law} | {len(rows)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _failures(figures: pd.DataFrame) -> str:
    """Every law and measure outside its target, worst first within a measure."""
    lines = []
    for measure in MEASURES:
        for law, found in ranges(figures, measure.code).items():
            if measure.missed(found.mean):
                lines.append(_failure(measure, law, found, figures))
    if not lines:
        return (
            "Every target is met on average under every law; the ranges above show how far "
            "single companies fall short."
        )
    told = "Every target that is missed on average (bold above):"
    return "\n".join([told, "", *lines])


def _failure(measure: Measure, law: str, found: Range, figures: pd.DataFrame) -> str:
    assert measure.target is not None
    low, high = measure.target
    asked = f"{low:.2f} to {high:.2f}" if isfinite(high) else f"at least {low:.2f}"
    values = figures.loc[figures["law"] == law, measure.code].dropna()
    met = int(np.sum((values >= low) & (values <= high)))
    return (
        f"- **{law}**, {measure.title}: {found.mean:.{measure.digits}f}, asked {asked}; "
        f"{met} of {len(values)} companies meet it."
    )


def _checks(checks: Sequence[Check]) -> str:
    passed = sum(check.passed for check in checks)
    lines = [
        f"{passed} of {len(checks)} reference values are reproduced (|difference| ≤ tolerance · "
        "max(1, |expected|)). Groups cal and kup are computed by the measures of the validation, "
        "all others by the product.",
        "",
        "| check | topic | expected | found | difference | passed | source |",
        "|---|---|---|---|---:|---|---|",
    ]
    for check in checks:
        cells = (
            check.name,
            check.topic,
            _shown(check.expected),
            _shown(check.found),
            f"{check.difference:.1e}",
            "yes" if check.passed else "**no**",
            check.source,
        )
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


def _shown(values: Sequence[float]) -> str:
    few = [f"{value:.6g}" for value in values[:4]]
    return ", ".join(few) + (" …" if len(values) > 4 else "")
