"""Predictions held against what came, as pictures with ranges; and where the method fails."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.calibration import Estimate, calibration_groups
from analytics.follow.model import FollowCalibration
from analytics.messages import message
from pages.components.theme import DARK, LIGHT, Palette
from pages.confidence.doubts import ranked
from pages.confidence.failing import failings
from pages.confidence.past_check import pictures, why_unchecked
from pages.confidence.past_check_charts import ranges_chart
from tests.pages import cast
from tests.pages.confidence.test_certainty import checked, model
from tests.pages.saying import said

pytestmark = pytest.mark.usefixtures("english")
PALETTES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])

LEFT = np.array([0.0, 0, 0, 1, 0, 1])
GROUPS = calibration_groups(LEFT, np.array([0.1, 0.1, 0.2, 0.2, 0.6, 0.6]))
CHECK = replace(checked(Estimate(0.0, -0.1, 0.1)), groups=GROUPS)
COMPANY = cast.assessment(attrition=cast.leaving(model=model(9), check=CHECK))


def test_order_and_size_are_drawn_with_their_ranges() -> None:
    order, groups = pictures(COMPANY)[:2]
    assert order.line == 0.5
    assert order.rows.loc[0, ["value", "low", "high"]].tolist() == [0.75, 0.60, 0.90]
    assert "better than by guessing" in said(order.words.title)
    assert groups.rows["label"].tolist() == [
        "lowest chances",
        "chances between",
        "highest chances",
    ]
    assert groups.rows["expected"].tolist() == pytest.approx([0.1, 0.2, 0.6])
    assert groups.rows["value"].tolist() == [0.0, 0.5, 0.5]
    assert said(groups.words.title) == (
        "In 3 of 3 groups as many left as had been expected, within chance"
    )


def test_an_order_that_may_be_chance_is_not_called_better() -> None:
    doubtful = replace(CHECK, auc=Estimate(0.6, 0.4, 0.8))
    company = cast.assessment(attrition=cast.leaving(model=model(9), check=doubtful))
    assert said(pictures(company)[0].words.title).endswith("cannot be told yet")


def test_following_is_drawn_where_it_was_checked() -> None:
    check = FollowCalibration(40, 0.25, 0.30, 0.45, 0.1, 0.2, 1.0, 0.5, 1.5)
    company = replace(COMPANY, follow=replace(COMPANY.follow, calibration=check))
    following = pictures(company)[-1]
    assert following.rows["expected"].tolist() == [0.30, 0.45]
    assert following.rows["value"].tolist() == [0.25, 0.25]
    assert "30 % of customers of later leavers were expected" in said(following.words.title)


def test_without_a_check_the_reason_is_said_and_nothing_drawn() -> None:
    reason = message("too few")
    company = cast.assessment(attrition=cast.leaving(model=model(0), check=reason))
    assert pictures(company) == ()
    assert why_unchecked(company) == reason
    assert why_unchecked(COMPANY) is None


@PALETTES
def test_the_chart_shows_every_row_with_its_range_and_what_was_expected(colours: Palette) -> None:
    drawing = ranges_chart(pictures(COMPANY)[1].rows, colours, 0.5)
    (dots,) = drawing.data
    assert len(dots.x) == 3
    assert (np.array(dots.error_x.array) >= 0).all()
    assert sum(shape.x0 == shape.x1 for shape in drawing.layout.shapes) == 4
    assert any("50 %" in str(each.text).replace("\xa0", " ") for each in drawing.layout.annotations)


def test_what_overturns_the_answer_comes_before_what_changes_it() -> None:
    quality = pd.DataFrame(
        {"weight": ["note", "changes", "overturns", "changes"], "issue": ["a", "b", "c", "d"]}
    )
    assert ranked(quality)["issue"].tolist() == ["c", "b", "d"]


def test_what_applies_here_comes_first() -> None:
    found = failings(cast.assessment())
    applying = [said(each.said) for each in found if each.applies]
    assert any(each.startswith("In small companies") for each in applying)
    assert [each.applies for each in found] == sorted(
        (each.applies for each in found), reverse=True
    )
    assert len(found) == 9
