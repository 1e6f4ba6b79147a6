import math
import re
from datetime import date

import pytest

from analytics.bounds import Between
from analytics.errors import PolicyError
from analytics.policy import HAZARD_CODES, KIND_WEIGHTS, Policy, read_policy
from analytics.policy_settings import bounds


def test_defaults_are_those_of_the_design() -> None:
    policy = read_policy("")
    assert policy == Policy()
    relationships = policy.relationships
    assert (relationships.half_life_days, relationships.meaningful_share) == (90, 0.2)
    assert (relationships.min_strength, relationships.orphan_share) == (0.5, 0.5)
    assert (relationships.lapsed_days, relationships.core_share) == (180, 0.8)
    assert relationships.weights.model_dump() == KIND_WEIGHTS
    assert (policy.attrition.base_rate, policy.attrition.other_rate) == (0.2, 0.1)
    assert (policy.attrition.prior_events, policy.attrition.individual) == (20, True)
    assert policy.follow.base_rate == 0.3
    assert (policy.coverage.budget, policy.coverage.capacity) == (20, 5)
    assert (policy.limits.rep_core_share, policy.limits.single_threaded_share) == (0.2, 0.4)
    assert policy.limits.core_single_threaded_days == 90
    assert policy.company.timezone == "UTC"


def test_every_documented_key_can_be_set() -> None:
    policy = read_policy(
        """
        [relationships]
        half_life_days = 30
        meaningful_share = 0.1
        min_strength = 0
        orphan_share = 0.6
        lapsed_days = 90
        core_share = 0.5
        weights.visit = 5
        [attrition]
        base_rate = 0.1
        other_rate = 0.05
        prior_events = 5
        individual = false
        [follow]
        base_rate = 0.8
        [losses]
        correlation = 0
        contagion = 0
        scenarios = 5000
        [concentration]
        bus_factor_seconds = 2
        [coverage]
        budget = 3
        capacity = 1
        objective = "es_95"
        [limits]
        rep_core_share = 0.3
        single_threaded_share = 0.5
        core_single_threaded_days = 30
        [safeguards.backup_stale]
        enabled = true
        severity = "low"
        limits.days = 3
        [company]
        name = "海岳"
        currency = "CNY"
        timezone = "Asia/Shanghai"
        group_by_parent = false
        """
    )
    assert policy.relationships.weights.visit == 5
    assert policy.relationships.weights.call == KIND_WEIGHTS["call"]
    assert not policy.attrition.individual
    assert policy.safeguards.rule("backup_stale").limits == {"days": 3}
    assert policy.company.zone().key == "Asia/Shanghai"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[relationshps]", "policy.toml: relationshps is not known; did you mean relationships?"),
        (
            "[relationships]\nhalf_life = 9",
            "policy.toml: relationships.half_life is not known; did you mean half_life_days?",
        ),
        (
            "[relationships.weights]\nvist = 9",
            "policy.toml: relationships.weights.vist is not known; did you mean visit?",
        ),
        (
            "[safeguards.backup_stale]\nenabld = true",
            "policy.toml: safeguards.backup_stale.enabld is not known; did you mean enabled?",
        ),
        (
            "[follow]\nzzz = 1",
            "policy.toml: follow.zzz is not known; known here: base_rate, evidence, partial_losses",
        ),
        (
            "[relationships]\nhalf_life_days = -1",
            "policy.toml: relationships.half_life_days = -1 cannot be used: "
            "must be between 1 and 3650: a half-life of more than ten years forgets nothing",
        ),
        (
            '[company]\ntimezone = "Mars"',
            "policy.toml: company.timezone = 'Mars' cannot be used: "
            "is not a time zone of the IANA list, such as Asia/Shanghai",
        ),
        (
            "[losses]\ncorrelation = 1",
            "policy.toml: losses.correlation = 1 cannot be used: "
            "must be between 0 and 0.9: beyond, all leave together or nobody does",
        ),
    ],
)
def test_a_faulty_setting_is_named_with_its_remedy(text: str, said: str) -> None:
    with pytest.raises(PolicyError) as caught:
        read_policy(text)
    assert str(caught.value) == said


def test_an_unknown_safeguard_suggests_the_nearest_code() -> None:
    with pytest.raises(PolicyError, match="backup_stal is not known; did you mean backup_stale"):
        read_policy("[safeguards.backup_stal]\nenabled = true")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[safeguards]\npya = false", "safeguards.pya is not known; did you mean pay?"),
        (
            "[safeguards.mass_export.limits]\nrecrods = 9",
            "safeguards.mass_export.limits.recrods is not known; did you mean records?",
        ),
        (
            "[safeguards.pay_below_peers.limits]\npeople = 4",
            "safeguards.pay_below_peers.limits.people = 4.0 cannot be used: must be between 5 and "
            "1000000: smaller groups give one person's pay away",
        ),
        (
            '[safeguards.mass_export]\njurisdictions = ["CN"]',
            "safeguards.mass_export.jurisdictions is not known; known here: enabled, severity, "
            "limits",
        ),
        ('[safeguards.backup_stale]\nseverity = "grave"', "should be 'high', 'medium' or 'low'"),
        ('[safeguards]\npurpose_accepted = "me"', "is not a name and a day"),
    ],
)
def test_a_faulty_setting_of_safeguards_is_named_with_its_remedy(text: str, said: str) -> None:
    with pytest.raises(PolicyError) as caught:
        read_policy(text)
    assert said in str(caught.value)


def test_rules_of_safeguards_have_defaults_and_switches() -> None:
    usual = read_policy("").safeguards
    assert usual.rule("mass_export").limits == {"records": 500, "robust_z": 3.5, "known_days": 20}
    assert usual.rule("export_before_leaving").limits["days"] == 90
    assert usual.rule("backup_stale").limits == {"days": 7}
    assert usual.rule("restore_untested").limits == {"days": 365}
    assert usual.rule("dormant_account").limits == {"days": 90}
    assert [code for code in HAZARD_CODES if not usual.rule(code).enabled] == ["no_non_compete"]
    off = read_policy("[safeguards]\nexports = false\nmass_export.enabled = true").safeguards
    assert not off.rule("mass_export").enabled
    assert usual.purpose is None
    assert not usual.shows("pay")
    assert usual.shows("")
    seen = read_policy('[safeguards]\npay = false\npurpose_accepted = "Li Na, 2026-03-01"')
    assert seen.safeguards.purpose == ("Li Na", date(2026, 3, 1))
    assert [seen.safeguards.shows(each) for each in ("pay", "agreements")] == [False, True]


def test_text_that_is_not_toml_says_where() -> None:
    with pytest.raises(PolicyError, match=r"policy.toml cannot be read: .*line 1"):
        read_policy("half_life =\nx = 1")


def test_fingerprint_differs_exactly_when_a_setting_differs() -> None:
    changed = read_policy("[follow]\nbase_rate = 0.15")
    assert read_policy("[follow]\nbase_rate = 0.3").fingerprint == Policy().fingerprint
    assert changed.fingerprint != Policy().fingerprint
    assert changed.changed == {"follow": {"base_rate": 0.15}}
    assert Policy().changed == {}


def test_a_policy_cannot_be_changed_in_place() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Policy().follow.base_rate = 0.5  # type: ignore[misc]


def test_hazard_codes_are_unique() -> None:
    assert len(HAZARD_CODES) == len(set(HAZARD_CODES)) == 26


def test_who_answers_for_individual_estimates_is_a_name_and_a_day() -> None:
    rules = read_policy('[attrition]\npurpose_accepted = "Li Na, HR, 2026-03-01"').attrition
    assert rules.purpose == ("Li Na, HR", date(2026, 3, 1))
    assert rules.estimates_individuals
    assert not read_policy("").attrition.estimates_individuals


@pytest.mark.parametrize("text", ["Li Na", "2026-03-01", ", 2026-03-01", "Li Na, 1 March", "yes"])
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(PolicyError, match=r"attrition\.purpose_accepted.*Li Na, 2026-03-01"):
        read_policy(f'[attrition]\npurpose_accepted = "{text}"')


def test_an_older_notice_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    text = '[attrition]\npurpose_accepted = "Li Na, 2026-03-01"\npurpose_version = 1'
    rules = read_policy(text).attrition
    monkeypatch.setattr("analytics.policy.PURPOSE_VERSION", 2)
    assert rules.purpose is None
    assert not rules.estimates_individuals


def written(key: str, value: object) -> str:
    return f"{key} = {value}"


@pytest.mark.parametrize(("key", "limits"), list(bounds()), ids=lambda each: str(each)[:40])
def test_both_ends_are_taken_and_what_lies_just_beyond_is_refused(
    key: str, limits: Between
) -> None:
    for end, beyond in ((limits.low, -math.inf), (limits.high, math.inf)):
        whole = isinstance(default(key), int)
        inside = int(end) if whole else float(end)
        outside = inside + (1 if beyond > 0 else -1) if whole else math.nextafter(inside, beyond)
        read_policy(written(key, inside))
        with pytest.raises(PolicyError, match=re.escape(f"{key} = {outside!r} cannot be used")):
            read_policy(written(key, outside))


@pytest.mark.parametrize(
    "value",
    ["nan", "-nan", "inf", "-inf", "1e308", "-1e308", "9" * 5000],
    ids=lambda each: each[:6],
)
def test_no_number_is_endless(value: str) -> None:
    for key, _ in bounds():
        with pytest.raises(PolicyError, match=r"policy\.toml"):
            read_policy(written(key, value))


def default(key: str) -> object:
    value: object = Policy()
    for part in key.split("."):
        value = getattr(value, part)
    return value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a." * 30_000 + "a = 1", "go deeper than 8 levels"),
        ("[" + '"a".' * 9_000 + "a]", "go deeper than 8 levels"),
        ("x = " + "[" * 30_000, "go deeper than 8 levels"),
        ("x = " + "{a = " * 3_000, "go deeper than 8 levels"),
        ("# " + "x" * 65_536, "larger than 64 KB"),
        ("[follow]\n" + "x" * 60_000 + " = 1", "is not known"),
        ("[follow]\nbase_rate = '" + "x" * 60_000 + "'", "cannot be used"),
        ('x = """' + "a" * 60_000, "cannot be read"),
        ("'" * 60_000, "cannot be read"),
        ('[company]\nname = "' + "n" * 201 + '"', "at most 200 characters"),
        (
            "[safeguards.crm_silence.limits]\ndays = -1",
            "days = -1.0 cannot be used: must be between 0 and 3650",
        ),
        (
            "[safeguards.crm_silence.limits]\ndays = nan",
            "days = nan cannot be used: must be between 0 and 3650",
        ),
        ('[attrition]\npurpose_accepted = "Li Na, 0001-01-01"', "must not lie before 2020-01-01"),
    ],
    ids=lambda each: each[:20],
)
def test_what_no_policy_holds_is_refused_in_one_short_sentence(text: str, said: str) -> None:
    with pytest.raises(PolicyError) as caught:
        read_policy(text)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    "text",
    [
        "[company]\nname = 'a.b.c.d.e.f.g.h.i.j.k' # l.m.n.o.p.q.r.s.t.u.v.w.x.y [[[[[[[[[[",
        '[company]\nname = "\\"[[[[[[[[[["',
        "[company]\nname = '''[[[[[[[[[[\n{{{{{{{{{{'''",
    ],
)
def test_texts_and_comments_may_hold_points_and_brackets(text: str) -> None:
    assert read_policy(text).company.name
