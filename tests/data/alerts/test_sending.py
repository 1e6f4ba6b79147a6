"""Webhooks and e-mails against receivers that take, refuse, redirect, hang and fall silent."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from data.alerts.bodies import answered, body_of, signed_address
from data.alerts.mail import mail_of, send_mail
from data.alerts.outcome import Outcome
from data.alerts.webhook import call_webhook
from data.store.alerts import Channel, Delivery, DeliveryState, MailServer, Recipient
from tests.data.alerts.receivers import (
    Certificate,
    MailReceiver,
    certificate,
    mail_server_of,
    webhook_server,
)

WAITING, SENT, UNCLEAR, FAILED = (
    DeliveryState.WAITING,
    DeliveryState.SENT,
    DeliveryState.UNCLEAR,
    DeliveryState.FAILED,
)
ROBOT = Recipient("Sales", Channel.WECOM, "localhost", "LINCHPIN_ALERT_ROBOT")
SENDING = Delivery("r", "Sales", Channel.WECOM, "Two alerts", "• A\n• B", "0123456789abcdef")
MAIL = Recipient("Ann", Channel.EMAIL, "ann@example.com")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("tls"))


def replies(status: int, body: bytes = b"{}", **headers: str) -> Any:
    def answer(handler: Any) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def silence(handler: Any) -> None:
    time.sleep(2)
    handler.close_connection = True


def called(made: Certificate, answer: Any, **changes: Any) -> tuple[Outcome, list[Any]]:
    with webhook_server(made, answer) as (port, seen):
        address = changes.pop("address", f"https://localhost:{port}/send?key=abc")
        outcome = call_webhook(
            changes.pop("recipient", ROBOT),
            SENDING,
            {"LINCHPIN_ALERT_ROBOT": address}.get,
            context=made.trusted,
            seconds=0.5,
        )
        return outcome, seen


def test_a_robot_that_takes_it_is_called_once_at_its_address(made: Certificate) -> None:
    outcome, seen = called(made, replies(200, b'{"errcode":0,"errmsg":"ok"}'))
    assert outcome.state is SENT
    ((path, headers, body),) = seen
    assert path == "/send?key=abc"
    assert headers["Idempotency-Key"] == SENDING.key
    assert json.loads(body) == {
        "msgtype": "text",
        "text": {"content": "Two alerts\n• A\n• B"},
    }


@pytest.mark.parametrize(
    ("status", "body", "state", "said"),
    [
        (200, b'{"errcode":93000,"errmsg":"invalid webhook url"}', FAILED, "93000"),
        (200, b'{"errcode":45009,"errmsg":"api freq out of limit"}', WAITING, "busy"),
        (200, b"<html>", UNCLEAR, "cannot be read"),
        (302, b"", FAILED, "never followed"),
        (404, b"", FAILED, "404"),
        (429, b"", WAITING, "429"),
        (503, b"", WAITING, "503"),
    ],
)
def test_what_an_answer_means(
    made: Certificate, status: int, body: bytes, state: DeliveryState, said: str
) -> None:
    outcome, seen = called(made, replies(status, body, Location="https://localhost/elsewhere"))
    assert (outcome.state, len(seen)) == (state, 1)
    assert said in str(outcome.reason)


def test_silence_after_it_has_left_is_unclear(made: Certificate) -> None:
    outcome, seen = called(made, silence)
    assert (outcome.state, len(seen)) == (UNCLEAR, 1)
    assert "no answer says whether it was taken" in str(outcome.reason)


def test_a_receiver_that_is_not_there_has_surely_not_got_it(made: Certificate) -> None:
    with webhook_server(made, replies(200)) as (port, _):
        pass
    outcome, _ = called(made, replies(200), address=f"https://localhost:{port}/")
    assert outcome.state is WAITING


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost/send",
        "https://elsewhere.example/send",
        "https://localhost@elsewhere.example/",
        "https://localhost.elsewhere.example/",
        "file:///etc/passwd",
    ],
)
def test_only_https_at_the_host_that_was_entered(made: Certificate, address: str) -> None:
    outcome, seen = called(made, replies(200), address=address)
    assert (outcome.state, seen) == (FAILED, [])
    assert address not in str(outcome.reason)


def test_a_certificate_of_somebody_else_is_refused(made: Certificate) -> None:
    with webhook_server(made, replies(200)) as (port, seen):
        address = f"https://localhost:{port}/"
        outcome = call_webhook(ROBOT, SENDING, lambda _: address, seconds=1)
    assert (outcome.state, seen) == (WAITING, [])


def test_a_secret_that_is_not_set_is_named(made: Certificate) -> None:
    outcome = call_webhook(ROBOT, SENDING, lambda _: None, context=made.trusted)
    assert outcome.state is FAILED
    assert "LINCHPIN_ALERT_ROBOT is not set" in str(outcome.reason)


def test_dingtalk_signs_in_the_address() -> None:
    signed = signed_address(
        "https://oapi.dingtalk.com/robot/send?access_token=t",
        Channel.DINGTALK,
        signing="SECx",
        now_seconds=1_600_000_000,
    )
    asked = parse_qs(urlsplit(signed).query)
    digest = hmac.new(b"SECx", b"1600000000000\nSECx", hashlib.sha256).digest()
    assert asked["timestamp"] == ["1600000000000"]
    assert asked["sign"] == [base64.b64encode(digest).decode()]


def test_feishu_signs_in_the_body() -> None:
    body = json.loads(body_of(Channel.FEISHU, "T", "x", signing="s", now_seconds=1_600_000_000))
    digest = hmac.new(b"1600000000\ns", b"", hashlib.sha256).digest()
    assert body == {
        "msg_type": "text",
        "content": {"text": "T\nx"},
        "timestamp": "1600000000",
        "sign": base64.b64encode(digest).decode(),
    }
    assert "sign" not in json.loads(body_of(Channel.FEISHU, "T", "x"))


def test_teams_gets_a_card_whose_text_is_no_markup() -> None:
    body = json.loads(body_of(Channel.TEAMS, "T", "[x](https://evil.example)"))
    (attachment,) = body["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    kinds = {each["type"] for each in attachment["content"]["body"]}
    assert kinds == {"RichTextBlock"}
    assert answered(Channel.TEAMS, 202, b"").state is SENT


def test_a_text_that_is_too_long_is_cut_between_characters() -> None:
    text = json.loads(body_of(Channel.WECOM, "题", "客" * 5000))["text"]["content"]
    assert len(text.encode()) <= 2048
    assert text.endswith("客…")


def mailed(made: Certificate, receiver: MailReceiver, **changes: Any) -> Outcome:
    with mail_server_of(receiver) as port:
        server = MailServer("localhost", port, "starttls", "linchpin@example.com", **changes)
        return send_mail(server, MAIL, SENDING, lambda _: None, context=made.trusted, seconds=0.5)


def test_a_mail_carries_the_same_id_on_every_try(made: Certificate) -> None:
    receiver = MailReceiver(made)
    assert [mailed(made, receiver).state for _ in range(2)] == [SENT, SENT]
    ids = [
        line
        for mail in receiver.mails
        for line in mail.splitlines()
        if line.startswith(b"Message-ID:")
    ]
    assert ids == [b"Message-ID: <0123456789abcdef@example.com>"] * 2


def test_a_line_break_in_a_title_makes_no_header() -> None:
    server = MailServer("localhost", 25, "tls", "linchpin@example.com")
    mail = mail_of(server, MAIL, Delivery("r", "A", Channel.EMAIL, "T\r\nBcc: x@y.z", "t", "k"))
    assert mail["Bcc"] is None


@pytest.mark.parametrize(
    ("options", "state"),
    [
        ({"rcpt": "450 later"}, WAITING),
        ({"rcpt": "550 nobody"}, FAILED),
        ({"data": "451 later"}, WAITING),
        ({"data": "554 no"}, FAILED),
        ({"data": None}, UNCLEAR),
    ],
)
def test_what_a_mail_server_says(
    made: Certificate, options: dict[str, Any], state: DeliveryState
) -> None:
    assert mailed(made, MailReceiver(made, **options)).state is state


def test_without_encryption_nothing_leaves(made: Certificate) -> None:
    receiver = MailReceiver(made)
    receiver.starttls = False
    outcome = mailed(made, receiver)
    assert (outcome.state, receiver.mails) == (FAILED, [])
    assert "STARTTLS" in str(outcome.reason)


def test_a_password_that_is_not_set_is_named(made: Certificate) -> None:
    receiver = MailReceiver(made)
    outcome = mailed(made, receiver, user="u", secret="LINCHPIN_ALERT_MAIL")
    assert outcome.state is FAILED
    assert "LINCHPIN_ALERT_MAIL is not set" in str(outcome.reason)
    assert send_mail(None, MAIL, SENDING, lambda _: None).state is FAILED


def test_a_mail_server_that_is_not_there_has_surely_not_got_it(
    made: Certificate,
) -> None:
    with mail_server_of(MailReceiver(made)) as port:
        pass
    server = MailServer("localhost", port, "tls", "linchpin@example.com")
    assert send_mail(server, MAIL, SENDING, lambda _: None, seconds=0.5).state is WAITING
