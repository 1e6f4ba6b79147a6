"""In which currency to report is asked where bookings are in several, and kept in the policy."""

from pathlib import Path

import pytest

from pages.data.keys import DataKey
from tests.pages.data.test_page import everything, keys, opened, plain

FILES = {
    "customers.csv": "customer_id,name\nc1,Pine\nc2,Oak\n",
    "reps.csv": "rep_id,name\nr,Ann\n",
    "activities.csv": "customer_id,rep_id,happened_at\nc1,r,2026-06-01\nc2,r,2026-06-02\n",
    "revenue.csv": "customer_id,amount,currency,booked_on\n"
    "c1,40,EUR,2026-06-30\nc2,60,USD,2026-06-30\n",
}


def test_currency_is_chosen_by_a_click_and_the_files_are_checked_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(tmp_path / "home", monkeypatch)
    given = [(name, text.encode(), "text/csv") for name, text in FILES.items()]
    app.file_uploader(key=f"{DataKey.UPLOAD}-0").set_value(given).run()
    app.button(key=DataKey.CHECK).click().run()
    assert "Bookings are in several currencies (EUR, USD)" in plain(everything(app))
    assert DataKey.IMPORT not in keys(app)

    app.selectbox(key="data-currency-chosen").set_value("EUR").run()
    app.button(key="data-currency-take").click().run()
    if DataKey.IMPORT not in keys(app):
        app.button(key=DataKey.CHECK).click().run()
    assert not app.exception
    assert "several currencies" not in plain(everything(app))
    assert DataKey.IMPORT in keys(app)
    policy = (tmp_path / "home" / "policy.toml").read_text(encoding="utf-8")
    assert 'currency = "EUR"' in policy
