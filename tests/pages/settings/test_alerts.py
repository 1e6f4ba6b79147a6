"""Who is told of what is entered on the page; what was sent stands there with its state."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.home.settings import Settings
from data.store.alerts import (
    Channel,
    Delivery,
    DeliveryState,
    Recipient,
    deliveries,
    note_delivery,
    put_into_outbox,
    recipients,
    save_recipient,
)
from data.store.entries import Author, Store
from tests.pages.homes import own_home
from tests.pages.opening import click_tab, markdown, open_app

ANN = Author("Ann")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_home(tmp_path_factory.mktemp("alerts"))


@pytest.fixture
def home(shared: Path) -> Path:
    for name in ("store.sqlite", "store.sqlite-wal", "store.sqlite-shm"):
        (shared / name).unlink(missing_ok=True)
    return shared


@pytest.fixture
def store(home: Path) -> Store:
    return Store.of(Settings(home, None, home / "policy.toml"))


def opened(home: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    app = open_app("settings", home, monkeypatch)
    click_tab(app, "Alerts")
    assert not app.exception
    return app


def plain(app: AppTest) -> str:
    return markdown(app).replace("\\", "").replace("\u2060", "")


def test_nobody_is_told_of_anything_at_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = plain(opened(home, monkeypatch))
    assert "Nobody: nothing is sent anywhere." in shown
    assert "A limit is crossed" in shown


def test_a_recipient_is_entered_and_told_no_more(
    home: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(home, monkeypatch)
    app.text_input(key="alert-label").set_value("Sales <b>")
    app.text_input(key="alert-secret").set_value("LINCHPIN_ALERT_SALES")
    (submit,) = [each for each in app.button if each.label == "Tell them"]
    submit.click().run()
    assert not app.exception
    (known,) = recipients(store)
    assert (known.address, known.names, len(known.kinds)) == ("qyapi.weixin.qq.com", False, 5)
    assert "Sales <b>" in plain(app)
    app.button(key=f"settings-remove-{known.recipient_id}").click().run()
    assert recipients(store) == []


def test_what_cannot_be_used_is_said(
    home: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(home, monkeypatch)
    app.text_input(key="alert-label").set_value("Sales")
    app.text_input(key="alert-secret").set_value("CRM_PASSWORD")
    (submit,) = [each for each in app.button if each.label == "Tell them"]
    submit.click().run()
    assert "LINCHPIN" in app.error[0].value
    assert recipients(store) == []


def test_what_did_not_arrive_is_shown_counted_and_tried_again(
    home: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    robot = Recipient("Sales", Channel.WECOM, "qyapi.weixin.qq.com", "LINCHPIN_ALERT_NOWHERE")
    save_recipient(store, robot, author=ANN)
    (known,) = recipients(store)
    out = Delivery(known.recipient_id, "Sales", Channel.WECOM, "One alert", "x", "0123456789ab")
    put_into_outbox(store, "crm", (), [out], author=ANN, seen=0)
    (waiting,) = deliveries(store)
    note_delivery(store, waiting, DeliveryState.UNCLEAR, None, author=ANN)
    app = opened(home, monkeypatch)
    assert "unclear, and tried again under the same number" in plain(app)
    labels = [each.proto.label for each in app.get("page_link")]
    assert any(label.startswith("Data (") for label in labels)
    app.button(key=f"settings-again-{waiting.delivery_id}").click().run()
    (failed,) = deliveries(store)
    assert failed.state is DeliveryState.FAILED
    assert "is not set on this computer" in str(failed.reason)
