"""Every setting is explained, in its group, with what its type says of it."""

from datetime import date

from analytics.bounds import Between
from analytics.policy import Company, Policy, read_policy
from analytics.policy_settings import (
    GROUPS,
    SettingKind,
    bounds,
    differences,
    setting,
    settings_in,
    value_of,
)


def explained() -> set[str]:
    return {each.path for group in GROUPS for each in settings_in(group)}


def test_every_setting_of_the_policy_is_explained() -> None:
    flat = differences(Policy(), read_policy("")) | {path: ("", "") for path, _ in bounds()}
    assert set(flat) <= explained()
    sections = {name for name in Policy.model_fields if name != "safeguards"}
    assert sections == {path.partition(".")[0] for path in explained()} - {"safeguards"}


def test_kind_default_and_bounds_come_from_the_type() -> None:
    share, days = setting("limits.single_threaded_share"), setting("relationships.lapsed_days")
    assert share is not None
    assert days is not None
    assert (share.kind, share.default, share.bounds) == (
        SettingKind.SHARE,
        0.4,
        Between(0, 1, share.bounds.why if share.bounds else share.name),
    )
    assert (days.kind, days.default) == (SettingKind.WHOLE, 180)
    months = setting("exposure.months")
    assert months is not None
    assert months.choices == (12, 24, 36)
    assert setting("safeguards.mass_export.enabled") is None


def test_value_of_every_setting_is_its_default_in_the_default_policy() -> None:
    for path in explained():
        known = setting(path)
        assert known is not None
        assert value_of(Policy(), path) == known.default


def test_differences_name_what_differs_and_nothing_else() -> None:
    after = read_policy('[relationships.weights]\nvisit = 5\n[service.visits]\n"Key" = 3')
    assert differences(Policy(), after) == {
        "relationships.weights.visit": (4.0, 5.0),
        "service.visits": ({}, {"Key": 3}),
    }
    assert differences(after, after) == {}


def test_the_fiscal_year_is_called_by_the_year_in_which_it_ends() -> None:
    april, july = (Company(fiscal_year_starts=month) for month in (4, 7))
    assert Company().fiscal_quarter(date(2026, 12, 31)) == (2026, 4)
    assert april.fiscal_quarter(date(2026, 3, 31)) == (2026, 4)
    assert april.fiscal_quarter(date(2026, 4, 1)) == (2027, 1)
    assert july.fiscal_quarter(date(2026, 1, 1)) == (2026, 3)
