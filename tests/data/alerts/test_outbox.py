"""The outbox: at least once, under the same number, none lost, none sent as if it were new."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from analytics.alerts.arising import Alert, arising
from analytics.alerts.conditions import AlertKind, Condition
from analytics.errors import InputError
from analytics.messages import Message, message
from data.alerts.outbox import MOST_ATTEMPTS, addressed, deliver
from data.alerts.outcome import Outcome, sent, unclear
from data.alerts.secrets import secret_of
from data.home.settings import Settings
from data.store.alerts import (
    Channel,
    Delivery,
    DeliveryState,
    MailServer,
    Recipient,
    deliveries,
    held_before,
    mail_server,
    put_into_outbox,
    recipients,
    remove_recipient,
    save_mail_server,
    save_recipient,
)
from data.store.entries import Author, Store
from data.store.failures import Superseded
from tests.serving import ROOT

ANN = Author("Ann")
SALES = Recipient("Sales", Channel.WECOM, "qyapi.weixin.qq.com", "LINCHPIN_ALERT_SALES")
CONDITIONS = (
    Condition(AlertKind.LEAVER_ACCESS, "k1", "Li Na"),
    Condition(AlertKind.SINGLE_CORE, "k2", "ACME"),
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store.of(Settings(tmp_path, None, tmp_path / "policy.toml"))
    save_recipient(store, SALES, author=ANN)
    return store


def english(said: Message, language: str) -> str:
    return f"[{language}] {said}"


def enter(store: Store, seen: int = 0) -> None:
    alerts = arising(CONDITIONS, frozenset())
    outgoing = addressed(alerts, recipients(store), "Ours", english)
    put_into_outbox(store, "crm", ["k1", "k2"], outgoing, author=ANN, seen=seen)


def by(outcome: Outcome, keys: list[str] | None = None) -> Callable[..., Outcome]:
    def sending(_: MailServer | None, __: Recipient, delivery: Delivery) -> Outcome:
        if keys is not None:
            keys.append(delivery.key)
        return outcome

    return sending


def states(store: Store) -> list[DeliveryState]:
    return [each.state for each in deliveries(store)]


def test_what_is_taken_is_sent_once(store: Store) -> None:
    enter(store)
    keys: list[str] = []
    assert len(deliver(store, by(sent(), keys), author=ANN)) == 1
    assert deliver(store, by(sent(), keys), author=ANN) == []
    assert (len(keys), states(store)) == (1, [DeliveryState.SENT])


def test_unclear_is_shown_and_tried_again_under_the_same_number(store: Store) -> None:
    enter(store)
    keys: list[str] = []
    deliver(store, by(unclear("timed out"), keys), author=ANN)
    (shown,) = deliveries(store)
    assert shown.state is DeliveryState.UNCLEAR
    assert "timed out" in str(shown.reason)
    deliver(store, by(sent(), keys), author=ANN)
    assert keys[0] == keys[1] == shown.key
    assert shown.key[:8] in shown.text


def test_it_is_given_up_after_some_tries_with_the_reason_and_tried_when_asked(store: Store) -> None:
    enter(store)
    waiting = Outcome(DeliveryState.WAITING, message("not reached ({reason})", reason="x"))
    for _ in range(MOST_ATTEMPTS + 3):
        deliver(store, by(waiting), author=ANN)
    (given_up,) = deliveries(store)
    assert (given_up.state, given_up.attempts) == (DeliveryState.FAILED, MOST_ATTEMPTS)
    assert str(given_up.reason) == f"given up after {MOST_ATTEMPTS} tries: not reached (x)"
    deliver(store, by(sent()), author=ANN, only=given_up.delivery_id)
    assert states(store) == [DeliveryState.SENT]


def test_a_program_killed_while_it_sends_leaves_it_unclear_and_not_forgotten(
    store: Store, tmp_path: Path
) -> None:
    enter(store)
    program = f"""
import os, signal
from pathlib import Path
from data.alerts.outbox import deliver
from data.home.settings import Settings
from data.store.entries import Author, Store
home = Path({str(tmp_path)!r})
def sending(*_):
    os.kill(os.getpid(), signal.SIGKILL)
deliver(Store.of(Settings(home, None, home / "policy.toml")), sending, author=Author("cron"))
"""
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env={**os.environ}, check=False
    )
    assert ended.returncode == -signal.SIGKILL
    assert states(store) == [DeliveryState.SENDING]
    keys: list[str] = []
    # Another program may be sending it at this moment.
    assert deliver(store, by(sent(), keys), author=ANN) == []
    later = datetime.now(UTC) + timedelta(hours=1)
    deliver(store, by(sent(), keys), author=ANN, now=later)
    (delivered,) = deliveries(store)
    assert (keys, delivered.state, delivered.attempts) == ([delivered.key], DeliveryState.SENT, 2)


def test_two_programs_that_look_at_once_tell_it_once(store: Store) -> None:
    enter(store)
    with pytest.raises(Superseded):
        enter(store)
    assert len(deliveries(store)) == 1
    assert held_before(store, "crm") == (frozenset({"k1", "k2"}), 1)
    assert held_before(store, "other") == (None, 0)


def test_whoever_is_told_no_more_gets_nothing_that_waits(store: Store) -> None:
    enter(store)
    (known,) = recipients(store)
    remove_recipient(store, known, author=ANN)
    assert recipients(store) == []
    (refused,) = deliver(store, by(sent()), author=ANN)
    assert refused.state is DeliveryState.FAILED


def alerts() -> tuple[Alert, ...]:
    return arising(CONDITIONS, frozenset())


def test_names_are_told_only_to_whom_they_are_to_be_told(store: Store) -> None:
    named = Recipient("B", Channel.EMAIL, "b@example.com", names=True, language="zh")
    plain, open_ = addressed(alerts(), [*recipients(store), named], "", english)
    assert "Li Na" not in plain.text
    assert "ACME" not in plain.text
    assert "It is about Li Na." in open_.text
    assert open_.title.startswith("[zh] ")
    assert "Have the account closed today" in plain.text


def test_each_is_told_of_what_they_chose(store: Store) -> None:
    only = Recipient("B", Channel.EMAIL, "b@example.com", kinds=(AlertKind.OVERDUE,))
    assert addressed(alerts(), [only], "", english) == []
    both = addressed(alerts(), recipients(store), "", english)
    assert both[0].title == "[en] Linchpin: 2 alerts"


@pytest.mark.parametrize(
    ("recipient", "said"),
    [
        (Recipient("", Channel.EMAIL, "a@example.com"), "who it is"),
        (Recipient("A", Channel.EMAIL, "a@b@c"), "no e-mail address"),
        (Recipient("A", Channel.EMAIL, "a@example.com\nBcc: x@y.z"), "no e-mail address"),
        (Recipient("A", Channel.WECOM, "https://x.example/?key=1", "LINCHPIN_ALERT_A"), "host"),
        (Recipient("A", Channel.WECOM, "x.example", ""), "LINCHPIN_ALERT_"),
        (Recipient("A", Channel.WECOM, "x.example", "CRM_PASSWORD"), "LINCHPIN_ALERT_"),
        (Recipient("A", Channel.WECOM, "x.example", "LINCHPIN_ALERT_A", "PATH"), "begins with"),
        (Recipient("A", Channel.EMAIL, "a@example.com", kinds=()), "at least one"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(
    store: Store, recipient: Recipient, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        save_recipient(store, recipient, author=ANN)


def test_a_mail_server_is_kept_without_its_password_and_encrypted_only(store: Store) -> None:
    server = MailServer("mail.example", 587, "starttls", "l@example.com", "u", "LINCHPIN_ALERT_M")
    assert mail_server(store) is None
    save_mail_server(store, server, author=ANN)
    kept = mail_server(store)
    assert kept is not None
    assert (kept.host, kept.secret, kept.version) == ("mail.example", "LINCHPIN_ALERT_M", 1)
    with pytest.raises(InputError, match="encrypted only"):
        save_mail_server(store, MailServer("mail.example", 25, "none", "l@example.com"), author=ANN)


def test_secrets_come_from_environment_or_file_and_under_their_own_names_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    monkeypatch.setenv("CRM_PASSWORD", "no")
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text('LINCHPIN_ALERT_A = "file"\n')
    assert secret_of("CRM_PASSWORD", tmp_path) is None
    assert secret_of("LINCHPIN_ALERT_A", tmp_path) == "file"
    monkeypatch.setenv("LINCHPIN_ALERT_A", "variable")
    assert secret_of("LINCHPIN_ALERT_A", tmp_path) == "variable"
    assert secret_of("LINCHPIN_ALERT_B", tmp_path) is None
