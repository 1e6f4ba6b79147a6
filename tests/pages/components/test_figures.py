import pytest
from streamlit.testing.v1 import AppTest

from pages.components.figures import Figure, figures


def test_figures_show_label_value_unit_notes_and_their_definition() -> None:
    def page() -> None:
        from pages.components.figures import Figure, figures

        figures(
            [
                Figure(
                    "loss",
                    "Expected loss",
                    "¥1.9 M",
                    "expected_loss",
                    "a year",
                    ["note"],
                    ["<rest>"],
                ),
                Figure("held", "<b>Held</b>", "59 %", "single_threaded"),
            ]
        )

    app = AppTest.from_function(page).run()
    assert not app.exception
    bodies = [each.proto.body for each in app.get("html")]
    assert bodies[0] == '<p class="lp-label">Expected loss</p>'
    assert '<p class="lp-value">¥1.9 M <span class="lp-unit">a year</span></p>' in bodies[1]
    assert '<p class="lp-note">note</p><details' in bodies[1]
    assert 'More<span class="lp-unseen">: Expected loss</span></summary>' in bodies[1]
    assert '<p class="lp-note">&lt;rest&gt;</p></details>' in bodies[1]
    assert bodies[2] == '<p class="lp-label">&lt;b&gt;Held&lt;/b&gt;</p>'
    assert not any("details" in body for body in bodies[2:])
    assert len(app.get("popover")) == 2


def test_more_than_four_figures_are_no_headline() -> None:
    with pytest.raises(ValueError, match="5 headline figures: 4 at most"):
        figures([Figure(str(number), "a", "1", "share") for number in range(5)])
