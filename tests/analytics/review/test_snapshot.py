"""A snapshot keeps every digit, is small, and can be read without knowing who people were."""

import zipfile
from dataclasses import fields, replace
from datetime import date
from io import BytesIO

import numpy as np
import pandas as pd
import pytest

from analytics.assessment import Assessment
from analytics.comparison import Change, Comparison
from analytics.contracts.reviewed import FROZEN
from analytics.errors import InputError
from analytics.extract import Extract
from analytics.messages import message
from analytics.policy import AttritionRules, Company, Policy
from analytics.review.changes import what_changed
from analytics.review.frozen import from_bytes, to_bytes
from analytics.review.pseudonyms import pseudonymous
from analytics.review.rows import KEPT, figures
from analytics.review.snapshot import Snapshot
from tests.analytics.review.companies import frozen
from tests.assessing import assessed
from tests.invented import AS_OF, invent

RULES = Policy(
    company=Company(currency="CNY"), attrition=AttritionRules(purpose_accepted="Li, 2026-01-01")
)
HAZARDS = pd.DataFrame(
    {
        "code": ["leaver_active_access"],
        "severity": ["high"],
        "subject_type": ["rep"],
        "subject_id": ["r1"],
        "evidence_message": [message("{rep} has left and still has an account", rep="Rep 1")],
        "remedy_message": [message("Close it")],
    }
)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    work = tmp_path_factory.mktemp("seen")
    return assessed(invent(work / "files", 5), work, as_of=AS_OF, policy=RULES)


@pytest.fixture(scope="module")
def snapshot(seen: Assessment) -> Snapshot:
    change = Change("expected_loss", 1.0, 1.0, None)
    earlier = pd.Series({"c01": 0.25})
    return frozen(
        seen,
        hazards=HAZARDS,
        merged={"c98": "c01"},
        quarter=Comparison(date(2025, 12, 31), {"expected_loss": change}, earlier),
        summed=(RULES, seen.extract),
    )


def same(one: object, other: object) -> bool:
    """Whether two values are equal to the last digit, frames and arrays included."""
    if isinstance(one, pd.DataFrame):
        pd.testing.assert_frame_equal(one, other, check_exact=True)
        return True
    if isinstance(one, np.ndarray):
        return bool(np.array_equal(one, np.asarray(other), equal_nan=True))
    if hasattr(one, "__dataclass_fields__"):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other) or (one != one and other != other)


def test_nothing_is_lost_and_the_same_gives_the_same_bytes(snapshot: Snapshot) -> None:
    content = to_bytes(snapshot)
    back = from_bytes(content)
    assert to_bytes(back) == content
    for name in ("customers", "reps", "plan", "hazards", "rows", "limits", "policy", "summed"):
        if name in ("rows", "summed"):
            one, other = getattr(snapshot, name).extract, getattr(back, name).extract
            assert all(same(getattr(one, each), getattr(other, each)) for each in KEPT)
            assert (one.as_of, one.tables) == (other.as_of, other.tables)
        else:
            assert same(getattr(snapshot, name), getattr(back, name)), name
    assert back.merged == {"c98": "c01"}
    for name, each in FROZEN.items():
        assert each.faults(getattr(back, name)) == []
    earlier = back.customers.set_index("customer_id")["walk_away_before"]
    assert earlier["c01"] == 0.25
    assert earlier.drop("c01").isna().all()


def test_figures_follow_from_what_was_kept_alone(snapshot: Snapshot, seen: Assessment) -> None:
    back = from_bytes(to_bytes(snapshot))
    again = figures(back.rows, back.policy, back.coefficients)
    shown = seen.customers.set_index("customer_id")
    assert (again["expected_loss"] == shown["expected_loss"].fillna(0.0)).all()
    assert again["expected_loss"].sum() > 0
    assert back.coefficients.leaving is not None
    assert (again["counted"] == shown["single_threaded"].fillna(False)).all()
    assert again["single_threaded"].sum() == pytest.approx(
        back.portfolio["single_threaded_revenue_share"] * back.portfolio["exposure"]
    )


def test_limits_read_as_they_were(snapshot: Snapshot) -> None:
    back = from_bytes(to_bytes(snapshot))
    assert [str(each.message) for each in back.limits] == [
        str(each.message) for each in snapshot.limits
    ]
    assert back.limits[0].message.values == snapshot.limits[0].message.values


@pytest.mark.parametrize("content", [b"", b"PK garbage", b"x" * 900])
def test_damage_is_said(content: bytes) -> None:
    with pytest.raises(InputError, match="is damaged"):
        from_bytes(content)


def test_cut_off_member_is_said(snapshot: Snapshot) -> None:
    buffer = BytesIO()
    content = BytesIO(to_bytes(snapshot))
    with zipfile.ZipFile(content) as whole, zipfile.ZipFile(buffer, "w") as part:
        for name in whole.namelist():
            if not name.startswith("rows"):
                part.writestr(name, whole.read(name))
    with pytest.raises(InputError, match="is damaged"):
        from_bytes(buffer.getvalue())


def test_later_program_is_said(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("analytics.review.frozen._FORMAT", 2)
        later = to_bytes(snapshot)
    with pytest.raises(InputError, match="newer version of Linchpin"):
        from_bytes(later)


def pseudonym(rep_id: str) -> str:
    return "P-0" if rep_id == "ghost" else f"P-{int(rep_id[1:]) + 500}"


def test_people_go_by_pseudonyms_and_figures_stay(snapshot: Snapshot) -> None:
    hidden = pseudonymous(snapshot, pseudonym)
    content = to_bytes(hidden)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        texts = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Rep 1" not in texts
    back = from_bytes(content)
    everywhere = [back.reps, back.customers, back.plan, back.rows.people, back.hazards]
    assert back.summed is not None
    extracts = (back.rows.extract, back.summed.extract)
    everywhere += [getattr(each, name) for each in extracts for name in KEPT]
    for frame in everywhere:
        assert frame is not None
        words = set(frame.select_dtypes(["str", "object"]).stack().astype(str))
        assert not words & {f"r{each}" for each in range(10)}
    assert "P-501 has left" in str(back.hazards["evidence"][0])  # type: ignore[index]
    assert "Rep" not in str(back.limits[0].message)
    assert same(
        back.reps.drop(columns=["rep_id", "name"]), snapshot.reps.drop(columns=["rep_id", "name"])
    )
    splits = what_changed(hidden, from_bytes(to_bytes(hidden)))
    assert all(part.cents == 0 for split in splits.values() for part in split.parts)


@pytest.mark.slow
def test_twenty_thousand_customers_take_a_few_megabytes(snapshot: Snapshot) -> None:
    random = np.random.default_rng(1)
    ids = [f"C{each:06}" for each in range(20_000)]
    pairs = pd.DataFrame({"customer_id": np.repeat(ids, 4)})
    pairs["rep_id"] = [f"R{each:04}" for each in random.integers(0, 300, len(pairs))]
    many = replace(snapshot, summed=None)

    def filled(frame: pd.DataFrame, start: pd.DataFrame) -> pd.DataFrame:
        drawn = frame.sample(len(start), replace=True, random_state=1).reset_index(drop=True)
        for name in drawn.select_dtypes("float"):
            drawn[name] = random.random(len(start))
        return drawn.assign(**{name: start[name] for name in start})

    extract: Extract = snapshot.rows.extract
    customers = pd.DataFrame({"customer_id": ids})
    larger = replace(
        extract,
        customers=filled(extract.customers, customers),
        activity_edges=filled(extract.activity_edges, pairs),
        touches=filled(extract.touches, pairs),
        booking_edges=filled(extract.booking_edges, pairs.iloc[::4].reset_index(drop=True)),
    )
    many = replace(
        many,
        rows=replace(many.rows, extract=larger),
        customers=filled(many.customers, customers.assign(name=ids)),
    )
    assert len(to_bytes(many)) < 6_000_000
