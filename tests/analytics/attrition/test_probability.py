"""The chance of leaving: base rates, scorecard, notice, words."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.attrition.backtest import Backtest
from analytics.attrition.drivers import leaving_drivers
from analytics.attrition.indicators import leaving_indicators
from analytics.attrition.probability import INDICATORS, TEAM, attrition
from analytics.attrition.scorecard import ACCESS_LOG_INDICATORS
from analytics.attrition.stacking import Stacking
from analytics.calibration import Estimate
from analytics.errors import NotSettled
from analytics.mode import UNSETTLED
from analytics.policy import read_policy
from tests.analytics.attrition.workforce import DAY, months, quarters, workforce
from tests.policies import ACCEPTED, PURPOSE, accepted

HIRED = date(2020, 1, 1)
ALL_OF_THE_MODEL = Stacking()


def company(**tables):
    """Four sellers whose contacts differ, one under notice, and everybody who is not scored."""
    trends = {"a": 2, "b": 8, "c": 10, "d": 14}
    reps = [{"rep_id": name, "hired_on": HIRED} for name in trends]
    reps += [
        {"rep_id": "notice", "hired_on": HIRED, "notice_on": date(2026, 5, 1)},
        {"rep_id": "stray", "known": False},
        {"rep_id": "tech", "function": "technical"},
        {"rep_id": "fixer", "function": "service", "notice_on": DAY},
        {"rep_id": "boss", "function": "management"},
        {"rep_id": "own", "function": "owner"},
        {"rep_id": "bot", "function": "system"},
        {"rep_id": "gone", "left_on": date(2022, 1, 1)},
    ]
    records = [row for n, now in trends.items() for row in months(n, [10] * 12 + [now] * 3)]
    return workforce(reps, rep_months=records, **tables)


def chances(found) -> dict[str, float]:
    return found.reps.set_index("rep_id")["attrition_probability"].to_dict()


def test_functions_have_their_own_rates():
    found = chances(attrition(company(), ACCEPTED))
    assert found["tech"] == found["boss"] == 0.10
    assert found["own"] == 0.0
    assert found["stray"] == 0.20


def test_system_and_departed_have_no_chance_at_all():
    reps = attrition(company(), ACCEPTED).reps.set_index("rep_id")
    assert reps.loc[["bot", "gone"]].isna().all(axis=None)


def test_notice_is_certain_whatever_the_function():
    reps = attrition(company(), ACCEPTED).reps.set_index("rep_id")
    assert reps.loc[["notice", "fixer"], "attrition_probability"].tolist() == [1.0, 1.0]
    assert reps.loc[["notice", "fixer"], "attrition_band"].tolist() == ["notice", "notice"]


def test_mean_over_the_scored_is_the_base_rate():
    for rate in (0.05, 0.2, 0.6):
        policy = accepted(f"base_rate = {rate}")
        found = chances(attrition(company(), policy))
        assert np.mean([found[name] for name in "abcd"]) == pytest.approx(rate, abs=1e-9)


def test_falling_contacts_raise_the_chance():
    found = chances(attrition(company(), ACCEPTED))
    assert found["a"] > found["b"] > found["c"]
    # c and d do not fall behind the company: how far ahead they are says nothing
    assert found["c"] == found["d"]


def test_probability_follows_from_the_drivers():
    # logit(a) − logit(b) = Σ ln odds ratio(a) − Σ ln odds ratio(b) where weights are known exactly;
    # else whoever lies far out is drawn to the middle by what is not known of the weights.
    found = attrition(company(), ACCEPTED)
    scores = np.log(found.drivers.set_index("rep_id")["odds_ratio"]).groupby("rep_id").sum()
    p = pd.Series(chances(found))[list("abcd")]
    assert np.log(p / (1 - p)).corr(scores[list("abcd")]) > 0.999
    surely = attrition(company(), accepted("prior_events = 10000"))
    scores = np.log(surely.drivers.set_index("rep_id")["odds_ratio"]).groupby("rep_id").sum()
    p = pd.Series(chances(surely))[list("abcd")]
    intercepts = np.log(p / (1 - p)) - scores[list("abcd")]
    assert np.ptp(intercepts) == pytest.approx(0.0, abs=0.02)


def test_odds_ratio_is_the_weight_times_z():
    asked = attrition(company(), ACCEPTED)
    found = asked.drivers
    row = found[(found["rep_id"] == "a") & (found["indicator"] == "activity_trend")].iloc[0]
    expected = 30 * (34 / 40) + 0.5
    z = np.log(6.5 / expected) / np.sqrt(0.25**2 + 1 / 6.5 + 1 / expected)
    assert z < -2.5  # so far that it says no more
    assert asked.model is not None
    assert row["odds_ratio"] == pytest.approx(np.exp(asked.model.weights["activity_trend"] * -2.5))
    assert row["text"] == "Contacts fell by 80 % against the own past year (company: -15 %)"
    assert row["text"] == str(row["message"])


def test_probability_without_an_indicator_takes_its_weight_from_the_log_odds():
    asked = attrition(company(), ACCEPTED)
    row = driver(asked, "a", "activity_trend")
    p = chances(asked)["a"]
    odds = p / (1 - p) / row["odds_ratio"]
    assert row["probability_without"] == pytest.approx(odds / (1 + odds), rel=1e-12)
    assert np.isnan(driver(asked, "notice", "notice")["probability_without"])


def driver(found, rep_id: str, indicator: str) -> pd.Series:
    rows = found.drivers.set_index(["rep_id", "indicator"])
    return rows.loc[(rep_id, indicator)]


def test_a_reason_moves_the_chance_by_a_point_and_a_strong_one_by_three():
    asked = attrition(company(), ACCEPTED)
    chance = asked.drivers["rep_id"].map(chances(asked))
    moved = (chance - asked.drivers["probability_without"]).abs()
    reason = asked.drivers["reason"]
    said = asked.drivers["indicator"] != "notice"
    assert set(reason[said & (moved >= 0.03)]) == {"strong"}
    assert reason[said & (moved < 0.01)].isna().all()
    assert driver(asked, "notice", "notice")["reason"] == "strong"
    # c and d work more than before: that is no reason to leave
    assert reason[asked.drivers["rep_id"].isin(["c", "d"])].isna().all()


def test_an_effect_against_what_its_sentence_says_is_no_reason():
    # Own departures may turn a weight round: "contacts fell" must not speak for staying.
    asked = attrition(company(), ACCEPTED)
    turned = replace(
        asked.model, fit=replace(asked.model.fit, coefficients=-asked.model.fit.coefficients)
    )
    indicators = leaving_indicators(company()).frame
    reps = company().reps
    notice = pd.Series(False, index=reps.index)
    drivers = leaving_drivers(indicators, asked.estimated, turned, None, reps, notice)
    assert (drivers["odds_ratio"] < 0.7).any()
    assert drivers["reason"].isna().all()


def test_drivers_are_sorted_by_rep_and_size_of_effect():
    found = attrition(company(), ACCEPTED).drivers
    assert found["rep_id"].is_monotonic_increasing
    size = np.log(found["odds_ratio"]).abs().fillna(np.inf)
    for _, effect in size.groupby(found["rep_id"]):
        assert effect.is_monotonic_decreasing


def test_who_has_given_notice_has_that_one_reason():
    found = attrition(company(), ACCEPTED).drivers.set_index("rep_id")
    assert found.loc["notice", "indicator"] == "notice"
    assert found.loc["notice", "text"] == "Has given notice on 2026-05-01"
    assert np.isnan(found.loc["notice", "odds_ratio"])
    assert "gone" not in found.index


def test_words_are_relative_to_the_base_rate():
    reps = attrition(company(), ACCEPTED).reps.set_index("rep_id")
    p, band = reps["attrition_probability"], reps["attrition_band"]
    assert band[p < 0.15].eq("low").all()
    assert band[(p >= 0.15) & (p < 0.30)].eq("medium").all()
    assert band[(p >= 0.30) & (p < 1)].eq("high").all()
    assert band["stray"] == "medium"
    assert band["own"] == "low"


def test_edges_of_the_words():
    # 0.15 = 0.75 · 0.2 is medium, 0.3 = 1.5 · 0.2 is high, in spite of rounding
    for rate, word in ((0.1499, "low"), (0.15, "medium"), (0.2999, "medium"), (0.30, "high")):
        policy = read_policy(f"[attrition]\nother_rate = {rate}")
        reps = attrition(company(), policy).reps.set_index("rep_id")
        assert reps.loc["tech", "attrition_band"] == word


@pytest.mark.parametrize(
    ("attrition_section", "why"),
    [
        ("", "nobody has accepted yet what individual estimates are for"),
        ("individual = false", "individual estimates are switched off"),
        (f"{PURPOSE}\nindividual = false", "individual estimates are switched off"),
    ],
)
def test_nobody_is_estimated_before_somebody_answers_for_it(attrition_section, why):
    asked = attrition(company(), read_policy(f"[attrition]\n{attrition_section}"))
    reps = asked.reps.set_index("rep_id")
    assert set(reps.loc[["a", "b", "c"], "attrition_probability"]) == {0.20}
    assert reps["attrition_low"].isna().all()
    assert asked.model is None
    assert asked.drivers["indicator"].isin(["notice"]).all()
    assert str(asked.check) == why


def test_individual_switched_off_gives_everybody_in_sales_the_base_rate():
    found = attrition(company(), read_policy("[attrition]\nindividual = false"))
    assert {chances(found)[name] for name in "abcd"} == {0.20}
    assert found.drivers["indicator"].unique().tolist() == ["notice"]
    assert chances(found)["notice"] == 1.0
    assert found.unavailable == ()


def test_single_salesperson_has_the_base_rate():
    extract = workforce(
        [{"rep_id": "a", "hired_on": HIRED}],
        rep_months=months("a", [10] * 12 + [1] * 3),
        quotas=quarters("a", [0.3] * 6),
    )
    assert chances(attrition(extract, ACCEPTED)) == {"a": pytest.approx(0.20, abs=1e-12)}


def test_without_any_table_everybody_has_the_base_rate():
    found = attrition(workforce([{"rep_id": "a"}, {"rep_id": "b"}]), ACCEPTED)
    assert chances(found) == {"a": 0.20, "b": 0.20}
    assert found.drivers.empty
    assert len(found.unavailable) == len(INDICATORS) - len(ACCESS_LOG_INDICATORS)


def test_missing_indicator_contributes_nothing():
    # b has no target on record; a reaches exactly what it is compared with: both score 0 on it.
    reps = [{"rep_id": n, "hired_on": HIRED} for n in "ab"]
    found = attrition(workforce(reps, quotas=quarters("a", [1.0] * 4)), ACCEPTED)
    assert chances(found) == {"a": pytest.approx(0.2), "b": pytest.approx(0.2)}
    assert any("not known for 1 salesperson" in str(note) for note in found.unavailable)


def test_empty_source_gives_empty_frames():
    found = attrition(workforce([]), ACCEPTED)
    assert found.reps.empty
    assert found.drivers.empty
    assert list(found.drivers) == [
        "rep_id",
        "indicator",
        "value",
        "reference",
        "odds_ratio",
        "probability_without",
        "reason",
        "text",
        "message",
    ]


def test_rows_and_order_are_those_of_reps():
    extract = company()
    assert attrition(extract, ACCEPTED).reps["rep_id"].tolist() == extract.reps["rep_id"].tolist()


def leaving_company(learned: bool = True, people: int = 60):
    """Sellers whose contacts fall in the months before they leave; every third of team 0 left."""
    random = np.random.default_rng(5)
    reps, records = [], []
    for place in range(people):
        name = f"s{place:02d}"
        rep = {"rep_id": name, "hired_on": HIRED, "team": f"t{place % 6}"}
        counts = random.poisson(12, 30).astype(float)
        if place % 6 == 0 or place % 17 == 3:
            month = int(random.integers(16, 29))
            counts[month - 3 :] *= 0.4
            if learned:
                day = pd.Timestamp(2024, 1, 20) + pd.DateOffset(months=month)
                rep |= {"notice_on": day.date(), "left_on": (day + pd.Timedelta(days=60)).date()}
                counts[month + 2 :] = 0
        reps.append(rep)
        records += months(name, counts.round())
    known = [rep | {"left_on": None if rep.get("left_on") and rep["left_on"] > DAY else
                    rep.get("left_on")} for rep in reps]  # fmt: skip
    return workforce(known, rep_months=records, data_from=date(2024, 1, 1))


def test_own_departures_move_the_weights_and_the_level():
    found = attrition(leaving_company(), ACCEPTED)
    model = found.model
    assert model is not None
    assert model.leavers >= 8
    assert model.weights["activity_trend"] < 1.2 * INDICATORS["activity_trend"].weight
    estimated = found.reps[found.reps["attrition_low"].notna()]
    assert estimated["attrition_probability"].mean() != pytest.approx(0.2, abs=0.01)


def test_without_departures_the_model_is_the_scorecard():
    found = attrition(leaving_company(learned=False), ACCEPTED)
    assert found.model is not None
    assert found.model.leavers == 0
    assert found.model.fit is found.model.scorecard
    estimated = found.reps["attrition_probability"]
    assert estimated.mean() == pytest.approx(0.2, abs=1e-9)


def test_team_that_lost_people_says_so():
    found = attrition(leaving_company(), ACCEPTED)
    rows = found.drivers[found.drivers["indicator"] == TEAM].set_index("rep_id")
    for other in rows.index:
        assert "of this team" in rows.loc[other, "text"]
    effects = dict(
        zip(found.model.team_names, found.model.fit.teams.tolist(), strict=True)  # type: ignore
    )
    assert max(effects, key=effects.__getitem__) == "t0"


def test_interval_holds_the_probability_with_and_without_history():
    wide = attrition(leaving_company(learned=False), ACCEPTED).reps
    narrow = attrition(leaving_company(), ACCEPTED).reps
    for reps in (wide, narrow):
        known = reps[reps["attrition_low"].notna()]
        assert (known["attrition_low"] < known["attrition_probability"]).all()
        assert (known["attrition_probability"] < known["attrition_high"]).all()


def test_interval_is_missing_where_no_model_is_asked():
    reps = attrition(company(), ACCEPTED).reps.set_index("rep_id")
    asked = reps["attrition_low"].notna()
    assert sorted(reps.index[asked]) == ["a", "b", "c", "d"]
    off = attrition(company(), read_policy("[attrition]\nindividual = false"))
    assert off.reps["attrition_low"].isna().all()
    assert off.model is None
    assert str(off.check) == "individual estimates are switched off"


def test_draws_agree_with_the_interval_and_leave_the_certain_alone():
    found = attrition(company(), ACCEPTED)
    draws = pd.DataFrame(found.draws(20_000, seed=1, own=True), columns=found.reps["rep_id"])
    low, high = draws.quantile(0.1), draws.quantile(0.9)
    reps = found.reps.set_index("rep_id")
    assert low["a"] == pytest.approx(reps.loc["a", "attrition_low"], rel=0.08)
    assert high["a"] == pytest.approx(reps.loc["a", "attrition_high"], rel=0.08)
    assert draws["notice"].unique().tolist() == [1.0]
    assert draws["own"].unique().tolist() == [0.0]
    assert draws["gone"].unique().tolist() == [0.0]


def test_ranks_hold_what_the_check_found_wrong_with_the_form():
    found = attrition(company(), ACCEPTED)
    draws = found.draws(4_000, seed=1, own=True)
    wrong = replace(found, check=checked_with(Estimate.around(-3.0, 0.01)))
    right = replace(found, check=checked_with(Estimate.around(1.0, 0.01)))
    spreads = [
        np.log(each[:, found.estimated.rows] / (1 - each[:, found.estimated.rows])).std(axis=0)
        for each in (
            right.draws(4_000, seed=1, own=True),
            draws,
            wrong.draws(4_000, seed=1, own=True),
        )
    ]
    assert (spreads[0] < spreads[1]).all()
    assert (spreads[1] < spreads[2]).all()
    known = [each.draws(50, seed=1, own=False) for each in (right, wrong)]
    assert np.array_equal(*known)


def checked_with(slope: Estimate, mixed: Stacking = ALL_OF_THE_MODEL) -> Backtest:
    """A check of which only the slope of the chance shown and the weights matter."""
    some = Estimate(0.5, 0.4, 0.6)
    return Backtest((), 9, 5, some, some, some, 1.0, some, 0.2, 0.2, some, mixed, 0.2, slope, None)


def test_the_chance_shown_is_mixed_as_the_check_of_past_years_says(monkeypatch):
    extract = leaving_company()

    def shown(mixed: Stacking) -> pd.Series:
        check = checked_with(Estimate(1.0, 0.5, 1.5), mixed)
        monkeypatch.setattr("analytics.attrition.probability.backtest", lambda *_: check)
        found = attrition(extract, ACCEPTED)
        chance = found.reps.set_index("rep_id")["attrition_probability"]
        return chance.iloc[found.estimated.rows]

    model, rate = shown(Stacking()), shown(Stacking(0.0, 0.0, 1.0))
    assert model.nunique() > 1
    assert rate.round(12).nunique() == 1
    assert shown(Stacking(0.4, 0.0, 0.6)).to_numpy() == pytest.approx(0.4 * model + 0.6 * rate)


def test_access_log_counts_only_where_the_policy_says_so():
    records = [
        row | {"logins": 2 if name == "a" and place > 11 else 20, "exports": 0}
        for name in "abcd"
        for place, row in enumerate(months(name, [10] * 15))
    ]
    reps = [{"rep_id": name, "hired_on": HIRED} for name in "abcd"]
    extract = workforce(reps, rep_months=records, access_log=[{"rep_id": "a"}])
    off = chances(attrition(extract, ACCEPTED))
    on = chances(attrition(extract, accepted("access_log = true")))
    assert off["a"] == pytest.approx(off["b"])
    assert on["a"] > on["b"]


def test_a_fit_that_does_not_settle_leaves_the_scorecard_and_says_so(monkeypatch):
    extract, policy = leaving_company(), ACCEPTED
    learned = attrition(extract, policy)

    def unsettled(*_: object) -> None:
        raise NotSettled(UNSETTLED)

    monkeypatch.setattr("analytics.attrition.discrete_hazard.most_probable", unsettled)
    found = attrition(extract, policy)
    assert learned.model.leavers > 0
    assert UNSETTLED not in learned.unavailable
    assert UNSETTLED in found.unavailable
    assert (found.model.leavers, found.model.unsettled) == (0, UNSETTLED)
    people = found.estimated
    expected = found.model.scorecard_probability(people.z)
    assert found.reps["attrition_probability"].to_numpy()[people.rows] == pytest.approx(expected)
