"""The menu counts what waits, and says what it is."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from pages.components.pending import pending
from pages.components.text import tm_text
from tests.pages.opening import open_app


def _reps(*notice: str | None) -> pd.DataFrame:
    return pd.DataFrame({"active": [True] * len(notice), "notice_on": pd.to_datetime(notice)})


def test_nothing_waits_where_nobody_goes_nothing_is_late_and_no_warning_is_heavy() -> None:
    quality = pd.DataFrame({"weight": ["note", "note"]})

    assert pending(_reps(None, None), quality, 0) == {}


def test_each_group_counts_what_waits_there() -> None:
    quality = pd.DataFrame({"weight": ["note", "changes", "overturns"]})
    found = pending(_reps(None, "2026-06-01", "2026-07-01"), quality, 3)

    assert {name: each.count for name, each in found.items()} == {"what_if": 2, "act": 3, "data": 2}
    assert tm_text(found["what_if"].why) == "2 people are under notice"


def test_a_review_that_was_due_counts_beside_actions() -> None:
    quality, day = pd.DataFrame({"weight": ["note"]}), date(2026, 6, 1)
    both = pending(_reps(None), quality, 2, review_due=day)["act"]
    assert both.count == 3
    assert tm_text(both.why) == "2 actions are overdue. The risk review was due on 1 June 2026"
    alone = pending(_reps(None), quality, 0, review_due=day)["act"]
    assert (alone.count, tm_text(alone.why)) == (1, "The risk review was due on 1 June 2026")


def test_counts_stand_in_the_menu_on_the_first_run_already(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app("confidence", tmp_path, monkeypatch)

    labels = [each.proto.label for each in app.get("page_link")]
    assert "What if (1)" in labels
    assert labels.count("Overview") == 1


def test_alerts_that_did_not_surely_arrive_count_beside_warnings() -> None:
    heavy, light = pd.DataFrame({"weight": ["changes"]}), pd.DataFrame({"weight": ["note"]})
    both = pending(_reps(None), heavy, 0, 2)["data"]
    assert both.count == 3
    said = "1 warning changes the answer. 2 alerts have not surely arrived"
    assert tm_text(both.why) == said
    assert pending(_reps(None), light, 0, 1)["data"].count == 1
