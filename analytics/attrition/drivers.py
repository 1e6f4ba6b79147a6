"""What speaks for and against leaving, person by person, from the fitted model, in words."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

from analytics.attrition.model import AttritionModel
from analytics.attrition.person_periods import PersonPeriods
from analytics.attrition.scorecard import INDICATORS
from analytics.messages import Message, message

__all__ = ["NOTICE", "REASON", "STRONG_REASON", "TEAM", "Estimated", "leaving_drivers"]

#: Band, and driver, of somebody who has given notice.
NOTICE = "notice"
#: Driver of somebody whose team has lost more or fewer people than others.
TEAM = "team"
#: Team effects smaller than this (log-odds) are not worth a sentence.
_TEAM_WORTH_SAYING = 0.05
#: What must be moved of the chance of leaving to be a reason, and a strong one [judgement]: less
#: than a point is lost in rounding.
REASON, STRONG_REASON = 0.01, 0.03
#: A rounding error must not decide whether something is a reason.
_DIGITS = 12
_DRIVERS = {
    "rep_id": "str",
    "indicator": "str",
    "value": "float64",
    "reference": "float64",
    "odds_ratio": "float64",
    "probability_without": "float64",
    "reason": "str",
    "text": "str",
    "message": "object",
}


@dataclass(frozen=True, slots=True, eq=False)
class Estimated:
    """Who is estimated: rows of ``extract.reps``, z of their indicators (people × codes, missing
    where unknown) and teams."""

    rows: NDArray[np.int64]
    codes: tuple[str, ...]
    z: NDArray[np.float64]
    teams: NDArray[np.object_]


def leaving_drivers(
    indicators: pd.DataFrame,
    people: Estimated,
    model: AttritionModel | None,
    periods: PersonPeriods | None,
    reps: pd.DataFrame,
    notice: "pd.Series[bool]",
) -> pd.DataFrame:
    """All indicators of everybody estimated, and notices; columns as in
    :class:`analytics.attrition.probability.Attrition`."""
    parts = [_notices(reps[notice])]
    if model is not None:
        names = reps["rep_id"].to_numpy(dtype=object)[people.rows]
        effects = [_effects(indicators, names, model)]
        if periods is not None and model.team_names:
            effects.append(_team_effects(names, people.teams, model, periods))
        parts += [_without(each, people, names, model) for each in effects]
    rows = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    size = rows["log_odds"].abs().to_numpy(dtype=float)
    order = np.lexsort((-size, rows["rep_id"].to_numpy(dtype=object)))
    with np.errstate(over="ignore"):
        odds = np.exp(rows["log_odds"].astype(float))
    rows["odds_ratio"] = odds.where(np.isfinite(odds))
    rows["text"] = [str(each) for each in rows["message"]]
    return rows.iloc[order].reset_index(drop=True)[list(_DRIVERS)].astype(_DRIVERS)


def _effects(
    indicators: pd.DataFrame, names: NDArray[np.object_], model: AttritionModel
) -> pd.DataFrame:
    """Indicators of the estimated people, with log_odds = weight · z."""
    rows = indicators[indicators["rep_id"].isin(names)]
    log_odds = rows["indicator"].map(model.weights).astype(float) * rows["z"].astype(float)
    published = rows["indicator"].map({code: each.weight for code, each in INDICATORS.items()})
    # -0.0 would read "0 times" nowhere, but it sorts and prints oddly.
    return rows.assign(log_odds=log_odds + 0.0, said=published.astype(float) * rows["z"])


def _without(
    rows: pd.DataFrame, people: Estimated, names: NDArray[np.object_], model: AttritionModel
) -> pd.DataFrame:
    """Add probability_without and reason to rows with log_odds and said (its sign: the direction
    that the sentence of the row speaks for)."""
    chances = pd.Series(model.probability(people.z, people.teams), index=names)
    own = pd.Series(model.own_probability(people.z, people.teams), index=names)
    moved = model.kept * _moved(own.reindex(rows["rep_id"]), rows["log_odds"])
    for each in model.simpler:
        theirs = pd.Series(each.probability(people.z), index=names).reindex(rows["rep_id"])
        effect = rows["indicator"].map(each.model.weights).astype(float) * rows["z"].astype(float)
        moved += each.weight * _moved(theirs, effect.fillna(0.0))
    without = chances.reindex(rows["rep_id"]).to_numpy() - moved
    size = np.abs(moved).round(_DIGITS)
    agrees = np.sign(moved) == np.sign(rows["said"].to_numpy(dtype=float))
    words = np.select([size >= STRONG_REASON, size >= REASON], ["strong", "weak"], "")
    reason = pd.Series(words, index=rows.index, dtype="str").where(agrees & (words != ""))
    return rows.assign(probability_without=without, reason=reason)


def _moved(chances: "pd.Series[float]", log_odds: "pd.Series[float]") -> NDArray[np.float64]:
    """By how much log-odds have moved each chance."""
    chance = chances.to_numpy()
    return chance - expit(logit(chance) - log_odds.to_numpy(dtype=float))


def _team_effects(
    names: NDArray[np.object_],
    teams: NDArray[np.object_],
    model: AttritionModel,
    periods: PersonPeriods,
) -> pd.DataFrame:
    """What the history of the team adds, where it is worth a sentence."""
    effects = np.append(model.fit.teams, 0.0)[model.team_codes(teams)]
    chosen = np.abs(effects) >= _TEAM_WORTH_SAYING
    history = _team_history(periods)
    rows = history.reindex(teams[chosen]).reset_index(drop=True)
    return rows.assign(
        rep_id=names[chosen],
        indicator=TEAM,
        z=np.nan,
        log_odds=effects[chosen],
        said=(rows["value"] - rows["reference"]).to_numpy(),
        message=[_team_text(*pair) for pair in zip(rows["value"], rows["reference"], strict=True)],
    )


def _team_history(periods: PersonPeriods) -> pd.DataFrame:
    """By team: value (people who decided to leave), reference (as many as elsewhere)."""
    rows = pd.DataFrame(
        {
            "team": periods.teams,
            "leaver": pd.Series(periods.rep_ids).where(periods.left > 0),
            "months": periods.survived + periods.left,
        }
    )
    by_team = rows.groupby("team").agg(value=("leaver", "nunique"), months=("months", "sum"))
    usual = by_team["value"].sum() / by_team["months"].sum()
    return pd.DataFrame(
        {"value": by_team["value"].astype(float), "reference": by_team["months"] * usual}
    )


def _notices(people: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "rep_id": people["rep_id"],
            "indicator": NOTICE,
            "value": 1.0,
            "reference": 0.0,
            "log_odds": np.inf,
            "probability_without": np.nan,
            "reason": "strong",
            "message": [_notice_text(day) for day in people["notice_on"]],
        }
    )


def _notice_text(day: pd.Timestamp) -> Message:
    return message("Has given notice on {day}", day=day.date())


def _team_text(left: float, usual: float) -> Message:
    """How many have left, against whole people of the usual."""
    if round(usual) == int(left):
        return message(
            "{count} person of this team has left within the records, as many as elsewhere",
            "{count} people of this team have left within the records, as many as elsewhere",
            count=int(left),
        )
    return message(
        "{count} person of this team has left within the records (as often as elsewhere: {usual})",
        "{count} people of this team have left within the records (as often as elsewhere: {usual})",
        count=int(left),
        usual=round(usual),
    )
