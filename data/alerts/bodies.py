"""What webhooks are sent: the body of each service, its signature, and how its answer is read.

Sources of each form, with the day on which it was read: docs/alerts.md.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus

from analytics.messages import message
from data.alerts.outcome import Outcome, refused, sent, unclear
from data.printable import printable
from data.store.alerts import Channel, DeliveryState

__all__ = ["answered", "body_of", "signed_address"]

#: Bytes of the text of one message: WeCom takes 2,048; of the others nobody reads more at once.
_MOST = {
    Channel.WECOM: 2_000,
    Channel.DINGTALK: 18_000,
    Channel.FEISHU: 18_000,
    Channel.TEAMS: 20_000,
}
#: Answers that mean: too many at once, or busy; it is tried again later.
_BUSY = {-1, 45009, 130101, 130102, 11232}


def body_of(
    channel: Channel, title: str, text: str, *, signing: str = "", now_seconds: int = 0
) -> bytes:
    """The body as JSON in UTF-8; signing: the key of a Feishu robot, which signs in the body."""
    whole = _clipped(f"{title}\n{text}", _MOST[channel])
    made: dict[str, Any]
    match channel:
        case Channel.FEISHU:
            made = {"msg_type": "text", "content": {"text": whole}}
            if signing:
                made |= {
                    "timestamp": str(now_seconds),
                    "sign": _digest(f"{now_seconds}\n{signing}", ""),
                }
        case Channel.TEAMS:
            made = _card(whole)
        case _:
            made = {"msgtype": "text", "text": {"content": whole}}
    return json.dumps(made, ensure_ascii=False).encode()


def signed_address(address: str, channel: Channel, *, signing: str, now_seconds: int) -> str:
    """The address of a DingTalk robot that asks for signatures; of others it stays as it is."""
    if channel is not Channel.DINGTALK or not signing:
        return address
    stamp = now_seconds * 1000
    sign = quote_plus(_digest(signing, f"{stamp}\n{signing}"))
    return f"{address}&timestamp={stamp}&sign={sign}"


def answered(channel: Channel, status: int, body: bytes) -> Outcome:
    """What an answer of a service says of what it was sent."""
    if 300 <= status < 400:
        return refused(message("it answers with another address, which is never followed"))
    if status == 429 or status >= 500:
        said = message("it answers {status}; tried again later", status=str(status))
        return Outcome(DeliveryState.WAITING, said)
    if status >= 400:
        return refused(message("it refuses this with {status}", status=str(status)))
    return sent() if channel is Channel.TEAMS else _by_code(body)


def _by_code(body: bytes) -> Outcome:
    try:
        told: Mapping[str, Any] = json.loads(body)
        code = int(told.get("errcode", told.get("code", told.get("StatusCode"))))
    except (ValueError, TypeError, AttributeError):
        return unclear("its answer cannot be read")
    said = printable(str(told.get("errmsg", told.get("msg", ""))), 100)
    if code == 0:
        return sent()
    if code in _BUSY:
        reason = message(
            "it is busy ({code}: {said}); tried again later", code=str(code), said=said
        )
        return Outcome(DeliveryState.WAITING, reason)
    return refused(message("it refuses this with {code}: {said}", code=str(code), said=said))


def _card(text: str) -> dict[str, Any]:
    """A card whose text is shown as it is: runs of text know no markup."""
    lines = [
        {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": line or " "}]}
        for line in text.splitlines()
    ]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": lines,
    }
    kind = "application/vnd.microsoft.card.adaptive"
    attachment = {"contentType": kind, "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _digest(key: str, text: str) -> str:
    return base64.b64encode(hmac.digest(key.encode(), text.encode(), hashlib.sha256)).decode()


def _clipped(text: str, most: int) -> str:
    """The text in so many bytes, cut between two characters."""
    encoded = text.encode()
    if len(encoded) <= most:
        return text
    return encoded[: most - 3].decode(errors="ignore") + "…"
