"""The page of the validation: tables, pictures, and where a target is missed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
import pandas as pd

from tests.validation.checks import Check
from tests.validation.laws import HELD_OUT
from tests.validation.measures import kupiec
from tests.validation.pictures import Range, calibration_picture, range_picture
from tests.validation.runs import IN_SAMPLE
from tests.validation.scores import Scores

__all__ = ["MEASURES", "Measure", "pictures", "report"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of :func:`tests.validation.scores.judge` on the page; ``target``: from … to, and
    ``elsewhere``: the same where the law is of another form than the model."""

    code: str
    title: str
    section: str
    target: tuple[float, float] | None = None
    digits: int = 2
    elsewhere: tuple[float, float] | None = None
    #: The figure of a company that it counts with; every company alike without.
    weight: str = ""

    def asked(self, law: str) -> tuple[float, float] | None:
        """The target under a law."""
        return self.elsewhere if self.elsewhere and law in OTHER_FORMS else self.target

    def missed(self, law: str, mean: float) -> bool:
        """Whether the mean over the companies of a law lies outside the target."""
        asked = self.asked(law)
        return asked is not None and not asked[0] <= mean <= asked[1]


#: Laws of another form than the product's models.
OTHER_FORMS = ("threshold", *HELD_OUT)
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
    Measure("attrition_level", "all companies together", "calibration", weight="attrition_sum"),
    Measure("walk_level", "level of walking away", "calibration", _FACTOR),
    Measure("walk_level", "all companies together", "calibration", weight="walk_sum"),
    Measure("loss_level", "level of expected loss", "calibration", _FACTOR),
    Measure("attrition_slope", "slope of leaving", "calibration", _FACTOR),
    Measure("walk_slope", "slope of walking away", "calibration", _FACTOR),
    Measure("attrition_brier", "Brier of leaving", "calibration", digits=3),
    Measure("attrition_brier_constant", "of one chance for all", "calibration", digits=3),
    Measure("attrition_brier_best", "its least", "calibration", digits=3),
    Measure("total_level", "level of expected loss, with shrinking", "calibration", (0.5, 2.0)),
    Measure("attrition_coverage", "leaving inside 80 % interval", "intervals", (0.7, 0.95)),
    Measure("walk_rank_coverage", "rank inside its band", "intervals", (0.7, 1.0)),
    Measure("loss_inside", "expected loss inside its 80 % range", "intervals", (0.7, 0.95)),
    Measure("var_95_exceeded", "loss above VaR 95 %", "tail", (0.03, 0.07), 3, (0.0, 0.08)),
    Measure("var_95_own_rate", "the same, base rate of the company", "tail", digits=3),
    Measure("var_99_exceeded", "loss above VaR 99 %", "tail", (0.0, 0.03), 3),
    Measure("plan_pairs", "pairs", "plan", digits=0),
    Measure("plan_gap", "at most short of the optimum", "plan", digits=4),
    Measure("plan_saved", "of the true expected loss saved", "plan", (0.0, _ANY), 3),
    Measure("plan_of_best", "of the best possible", "plan"),
    Measure("simple_of_best", "simple plan, of the best possible", "plan"),
    Measure("plan_kept", "true ÷ said saving", "promise"),
    Measure("plan_inside", "inside the range", "promise", (0.7, 1.0)),
    Measure("plan_saved_third", "saved, a third comes to nothing", "promise", digits=3),
    Measure("plan_inside_third", "inside the range", "promise", (0.7, 1.0)),
    Measure("plan_saved_tenth", "saved, all grow to a tenth", "promise", digits=3),
    Measure("plan_inside_tenth", "inside the range", "promise", (0.7, 1.0)),
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


def _fresh(scores: Sequence[Scores]) -> list[Scores]:
    """Those that nobody has looked at."""
    return [each for each in scores if each.seed > IN_SAMPLE]


def errors(figures: pd.DataFrame, code: str) -> dict[str, float]:
    """Standard error of the mean over the companies of each law, where there are two."""
    values = figures.groupby("law", sort=False)[code]
    found = values.std() / np.sqrt(values.count())
    return {str(law): float(error) for law, error in found.items() if isfinite(error)}


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
    """SVG texts by the end of the file's name, out of sample."""
    scores = _fresh(scores)
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
| **season** | the strongest of several reasons counts, by season and year; hiring by season; \
cascades after a manager goes; following as in hazard |
| **contracts** | movers and stayers; contracts bind, private channels and people known count, two \
of five leavers take nobody |
| **reorganised** | customers given to others in bulk, accounts merged, 15 to 100 % of contacts \
logged, the more the likelier somebody stays; who does not follow may shrink |

No model of the product assumes any of these laws. **In sample** are seeds 1 to 20 of the first
seven: constants were settled with a look at their figures. **Out of sample** are fresh seeds, which
nobody had looked at; the last three laws (bold), of still other forms, were never used to settle
anything. What is pictured, tested and named under "Where it fails" is out of sample. Every figure
is the mean over the companies of a law ± its standard error, with the range from the tenth to the
ninetieth percentile of the companies in brackets.
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
        "Level: Σ predicted ÷ Σ true of each company, target within a factor of 1.5; companies "
        "that hardly anybody leaves raise the mean of such ratios, so the ratio of the sums over "
        "all companies of a law stands beside it. What is left above 1 is the published rate of "
        "20 % a year, worth twenty person-years, in companies that people leave less often: "
        "eight people in three years are as much evidence as that rate and no more; of sixty it is "
        "about an eighth, and a little more since years may differ. Where nobody is recorded as "
        "gone, that rate alone speaks. Slope of the logistic "
        "recalibration (Cox 1958): 1 is right, below 1 too extreme. The Brier score stands beside "
        "that of one chance for all at the true level, which no company knows, and its least. "
        "*With shrinking*: over the true loss that counts what customers who stay buy less.",
        ("calibration",),
    ),
    "intervals": (
        "Intervals",
        "Share of reps whose true chance of leaving lies inside the 80 % interval, target 0.70 to "
        "0.95 (unseen personal effects are in the truth); share of customers whose true rank of "
        "expected loss lies inside the rank band, at least 0.70; share of companies whose true "
        "expected loss lies inside its 80 % range.",
        ("coverage",),
    ),
    "tail": (
        "The bad years",
        "Chance, over 300 independent years drawn from the law for each company (departures "
        "jointly), that the year's loss exceeds the value at risk. Targets: 0.03 to 0.07 (95 %), "
        "at most 0.08 under laws of another form (threshold and the last three); at most three "
        "times the promised chance (99 %). Single companies lie far apart: a level of "
        "leaving that twenty departures leave open moves every year of a company alike. The "
        "product allows for years and leavers that differ, as a register of lobbyists shows; of "
        "these laws only season has such years and only contracts such leavers, and most have "
        "people leave less often than the published rate from which the product starts. So fewer "
        "years than promised lie above where departures are few. Where nobody has left, only that "
        "rate speaks; a range that fitted a company far below it would be wrong for the others. "
        "Under the demo's law customers follow more readily than in the register from which "
        "following starts, so that a few more years than promised lie above. "
        "*Base rate of the company*: the same once `attrition.base_rate` is what is true of the "
        "company, for those whose second contacts are planned below.",
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
    "promise": (
        "What the plan promises",
        "The saving that the plan states counts introductions that do not take: six of ten to a "
        "colleague of the team do. The one beside it is true once all have been followed up, and "
        "so about 1.6 times as much where everything else is as estimated; the rest of the "
        "difference is the level of leaving, and that following falls faster with a second contact "
        "under most of these laws than a register says, where few departures have taught it. The "
        "range covers what is not known of the chances, how many introductions take (those of one "
        "company together), how far second contacts grow and how fast following falls. It does not "
        "cover a world in which a second contact changes nothing, as reorganised nearly is. "
        "*Inside the range*: share of companies in which the plan's 80 % range holds the true "
        "saving – where second contacts grow to half the busiest one's rate, as the plan assumes, "
        "and where that is false: a third of them come to nothing, or all grow to a tenth.",
        None,
    ),
}


def report(scores: Sequence[Scores], checks: Sequence[Check], run: str) -> str:
    """The whole page in Markdown."""
    figures = table(_fresh(scores))
    known = table([each for each in scores if each.seed <= IN_SAMPLE])
    parts = [_INTRODUCTION.format(run=run)]
    for section, (title, words, images) in _SECTIONS.items():
        measures = [each for each in MEASURES if each.section == section]
        rows = _table(figures, measures)
        if rows:
            shown = [f"![{title}](images/validation-{name}.svg)" for name in images or ()]
            parts += [f"## {title}", words, "Out of sample:", rows, *shown]
            looked_at = _table(known, measures) if len(known) else ""
            parts += ["In sample:", looked_at] if looked_at else []
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
    sure = {each: errors(figures, each.code) for each in known}
    for law in dict.fromkeys(figures["law"]):
        rows = figures[figures["law"] == law]
        cells = [
            _together(rows, each) if each.weight else _cell(law, found, sure[each].get(law), each)
            for each, found in known.items()
        ]
        lines.append(f"| {law} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(law: str, found: Mapping[str, Range], error: float | None, measure: Measure) -> str:
    if law not in found:
        return "–"
    mean, low, high = (f"{value:.{measure.digits}f}" for value in found[law])
    shown = f"**{mean}**" if measure.missed(law, found[law].mean) else mean
    if error is not None:
        shown += f" ± {error:.{measure.digits}f}"
    return f"{shown} ({low}–{high})"


def _together(rows: pd.DataFrame, measure: Measure) -> str:
    """The weighted mean over the companies of one law: of a ratio, the ratio of the sums."""
    known = rows.dropna(subset=[measure.code, measure.weight])
    if known.empty:
        return "–"
    return f"{np.average(known[measure.code], weights=known[measure.weight]):.{measure.digits}f}"


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
            if measure.missed(law, found.mean):
                lines.append(_failure(measure, law, found, figures))
    if not lines:
        return (
            "Every target is met on average under every law; the ranges above show how far "
            "single companies fall short."
        )
    told = "Every target that is missed on average (bold above):"
    return "\n".join([told, "", *lines])


def _failure(measure: Measure, law: str, found: Range, figures: pd.DataFrame) -> str:
    asked = measure.asked(law)
    assert asked is not None
    low, high = asked
    words = f"{low:.2f} to {high:.2f}" if isfinite(high) else f"at least {low:.2f}"
    values = figures.loc[figures["law"] == law, measure.code].dropna()
    met = int(np.sum((values >= low) & (values <= high)))
    return (
        f"- **{law}**, {measure.title}: {found.mean:.{measure.digits}f}, asked {words}; "
        f"{met} of {len(values)} companies meet it."
    )


def _checks(checks: Sequence[Check]) -> str:
    passed = sum(check.passed for check in checks)
    lines = [
        f"{passed} of {len(checks)} reference values are reproduced (|difference| ≤ tolerance · "
        "max(1, |expected|)). Groups cal and kup are computed by the measures of the validation, "
        "all others by the product. Where no value is published, the source is another route to "
        "it (`tests/validation/other_routes.py`); year-01 shows how far the nearest normal law "
        "lies from the exact posterior.",
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
