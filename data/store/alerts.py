"""Alerts in the store: who is told, what held when somebody looked last, and what was sent.

The outbox: each thing to be sent is one subject, each state of it a version. It is entered together
with what held at that look, so that nothing is lost between the two; that sending has begun is on
disk before anything leaves, so that a program that was killed meanwhile leaves it *unclear*, never
forgotten and never sent as if it were new. Secrets are never kept, only the names they stand under.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import parseaddr
from enum import StrEnum
from typing import Any
from uuid import uuid4

from analytics.alerts.conditions import AlertKind
from analytics.errors import InputError
from analytics.messages import Message, message
from data.printable import printable
from data.store.entries import Author, Draft, Entry, Store

__all__ = [
    "HOSTS",
    "SECRET_PREFIX",
    "Channel",
    "Delivery",
    "DeliveryState",
    "MailServer",
    "Recipient",
    "deliveries",
    "held_before",
    "mail_server",
    "note_delivery",
    "over",
    "put_into_outbox",
    "recipients",
    "remove_recipient",
    "save_mail_server",
    "save_recipient",
]

_RECIPIENT, _MAIL, _STATE, _DELIVERY = (
    *("alert recipient", "alert mail server", "alert state", "alert delivery"),
)
_ONE = "server"
#: Secrets of alerts stand under such names and no others, so that nobody can have another secret of
#: this computer sent anywhere.
SECRET_PREFIX = "LINCHPIN_ALERT_"
_SECRET = re.compile(f"{SECRET_PREFIX}[A-Z0-9_]{{1,80}}")
_HOST = re.compile(
    r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*"
)
_MAIL_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")
#: Characters of what a recipient is called, and of a reason.
_LABEL, _REASON = 100, 300


#: Where the webhooks of each service usually live.
HOSTS = {
    "wecom": "qyapi.weixin.qq.com",
    "dingtalk": "oapi.dingtalk.com",
    "feishu": "open.feishu.cn",
    "teams": "api.powerautomate.com",
}


class Channel(StrEnum):
    """How somebody is told."""

    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    TEAMS = "teams"
    EMAIL = "email"


class DeliveryState(StrEnum):
    """How far something to be sent is.

    WAITING: it has surely not arrived, and is tried again; SENDING: it leaves now; SENT: it was
    taken; UNCLEAR: it may have arrived, and is tried again under the same number; FAILED: it has
    not arrived, and is not tried again by itself.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNCLEAR = "unclear"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to be told. address: of e-mail, else the host of the webhook; secret: the name under
    which the whole address of the webhook stands; signing: likewise its key, empty without one;
    kinds: of what; names: whether people and customers are named; version: 0 of a new one."""

    label: str
    channel: Channel
    address: str
    secret: str = ""
    signing: str = ""
    language: str = "en"
    kinds: tuple[AlertKind, ...] = tuple(AlertKind)
    names: bool = False
    recipient_id: str = ""
    version: int = 0
    entry_id: int = 0


@dataclass(frozen=True, slots=True)
class MailServer:
    """What e-mails leave through. security: ``starttls`` or ``tls``; secret: the name under which
    the password stands, empty without one."""

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    secret: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something to be sent, or sent. key: the same on every try; attempts: how often it was tried;
    reason: why it is as it is, None of what was taken; told_at: of this state, in UTC."""

    recipient_id: str
    label: str
    channel: Channel
    title: str
    text: str
    key: str
    state: DeliveryState = DeliveryState.WAITING
    attempts: int = 0
    reason: Message | None = None
    delivery_id: str = ""
    version: int = 0
    told_at: datetime | None = None


def recipients(store: Store) -> list[Recipient]:
    """Everybody who is told, in the order in which they were entered first."""
    found = [_recipient(each) for each in store.current(_RECIPIENT) if not each.content.get("gone")]
    return [each for each in found if each is not None]


def save_recipient(store: Store, recipient: Recipient, *, author: Author) -> Entry:
    """Enter a recipient, or change one.

    Raises
    ------
    InputError
        Something of it is missing or cannot be used.
    Superseded
        Somebody has changed it meanwhile.
    StoreError
        The store cannot be written.
    """
    checked = _checked(recipient)
    content = {
        name: getattr(checked, name)
        for name in ("label", "address", "secret", "signing", "language", "names")
    }
    content |= {"channel": checked.channel.value, "kinds": [each.value for each in checked.kinds]}
    subject = recipient.recipient_id or uuid4().hex
    return store.save(_RECIPIENT, subject, content, author=author, seen=recipient.version)


def remove_recipient(store: Store, recipient: Recipient, *, author: Author) -> Entry:
    """Tell somebody no more; what waits for them is not sent either."""
    return store.save(
        _RECIPIENT, recipient.recipient_id, {"gone": True}, author=author, seen=recipient.version
    )


def mail_server(store: Store) -> MailServer | None:
    """What e-mails leave through; None where nobody has said."""
    current = store.current(_MAIL)
    if not current:
        return None
    held = current[-1].content
    return MailServer(**held, version=current[-1].version)


def save_mail_server(store: Store, server: MailServer, *, author: Author) -> Entry:
    """Say what e-mails leave through.

    Raises
    ------
    InputError
        Something of it cannot be used.
    Superseded
        Somebody has changed it meanwhile.
    StoreError
        The store cannot be written.
    """
    if not _HOST.fullmatch(server.host) or not 0 < server.port < 65_536:
        raise InputError(message("Write the mail server as host and port, without https://"))
    if server.security not in ("starttls", "tls"):
        raise InputError(message("E-mails leave encrypted only: by STARTTLS or TLS"))
    _check_mail(server.sender)
    _check_secret(server.secret)
    content = {
        name: getattr(server, name)
        for name in ("host", "port", "security", "sender", "user", "secret")
    }
    return store.save(_MAIL, _ONE, content, author=author, seen=server.version)


def held_before(store: Store, source: str) -> tuple[frozenset[str] | None, int]:
    """Keys of what held when somebody looked last at a source (None: nobody has), and the version
    of that look."""
    subject = _source(source)
    version = store.version(_STATE, subject)
    for each in store.current(_STATE):
        if each.subject == subject:
            return frozenset(each.content["holding"]), version
    return None, version


def put_into_outbox(
    store: Store,
    source: str,
    holding: Collection[str],
    outgoing: Sequence[Delivery],
    *,
    author: Author,
    seen: int,
) -> list[Entry]:
    """Keep what holds now, and with it everything that is to be sent: both or neither.

    Raises
    ------
    Superseded
        Somebody has looked at the same source meanwhile; what is new was told then.
    StoreError
        The store cannot be written.
    """
    state = Draft(_STATE, _source(source), {"holding": sorted(holding)}, author, seen)
    drafts = [Draft(_DELIVERY, uuid4().hex, _content(each), author, 0) for each in outgoing]
    return store.save_all([state, *drafts])


def deliveries(store: Store) -> list[Delivery]:
    """Everything in the outbox as it stands, oldest first."""
    first: dict[str, int] = {}
    for each in store.all(_DELIVERY):
        first.setdefault(each.subject, each.entry_id)
    found = sorted(store.current(_DELIVERY), key=lambda each: first[each.subject])
    return [_delivery(each) for each in found]


def note_delivery(
    store: Store,
    delivery: Delivery,
    state: DeliveryState,
    reason: Message | None,
    *,
    author: Author,
) -> Delivery:
    """Keep how far something to be sent is now; that it is being sent counts as one more attempt.

    Raises
    ------
    Superseded
        Another program is sending it.
    StoreError
        The store cannot be written.
    """
    attempts = delivery.attempts + (state is DeliveryState.SENDING)
    now = replace(delivery, state=state, reason=reason, attempts=attempts)
    entry = store.save(
        _DELIVERY, delivery.delivery_id, _content(now), author=author, seen=delivery.version
    )
    return replace(now, version=entry.version, told_at=entry.made_at)


def _source(source: str) -> str:
    """A location may hold secrets and be long."""
    return hashlib.sha256(source.encode()).hexdigest()


def _checked(recipient: Recipient) -> Recipient:
    label = printable(" ".join(recipient.label.split()), _LABEL)
    if not label:
        raise InputError(message("Say who it is, such as “Sales management”"))
    if not recipient.kinds:
        raise InputError(message("Choose at least one thing to be told of"))
    if recipient.channel is Channel.EMAIL:
        _check_mail(recipient.address)
        return replace(recipient, label=label, secret="", signing="")
    address = recipient.address.strip().lower()
    if not _HOST.fullmatch(address):
        raise InputError(
            message("Write the host of the webhook alone, such as {host}", host=HOSTS["wecom"])
        )
    if not recipient.secret:
        raise InputError(_no_secret())
    _check_secret(recipient.secret)
    _check_secret(recipient.signing)
    return replace(recipient, label=label, address=address)


def _check_mail(address: str) -> None:
    if not _MAIL_ADDRESS.fullmatch(address) or parseaddr(address)[1] != address:
        raise InputError(message("{address} is no e-mail address", address=printable(address, 80)))


def _check_secret(name: str) -> None:
    if name and not _SECRET.fullmatch(name):
        raise InputError(_no_secret())


def _no_secret() -> Message:
    return message(
        "Name the environment variable or secret that holds it; its name begins with {prefix} and "
        "has capitals, digits and _ only. The secret itself is never kept",
        prefix=SECRET_PREFIX,
    )


def _recipient(entry: Entry) -> Recipient | None:
    """The recipient of an entry; None of one that this program cannot read."""
    held: dict[str, Any] = dict(entry.content)
    try:
        channel, kinds = Channel(held.pop("channel")), held.pop("kinds")
        return Recipient(
            channel=channel,
            kinds=tuple(AlertKind(each) for each in kinds),
            recipient_id=entry.subject,
            version=entry.version,
            entry_id=entry.entry_id,
            **held,
        )
    except (KeyError, ValueError, TypeError):
        return None


_KEPT = ("recipient_id", "label", "title", "text", "key", "attempts")


def _content(delivery: Delivery) -> dict[str, Any]:
    held = {name: getattr(delivery, name) for name in _KEPT}
    state, reason = delivery.state.value, _reason_kept(delivery.reason)
    return {**held, "channel": delivery.channel.value, "state": state, "reason": reason}


def _reason_kept(reason: object) -> Any:
    """A reason as template and values, so that every reader has it in their language."""
    if not isinstance(reason, Message):
        return reason if reason is None else printable(str(reason), _REASON)
    values = {name: _reason_kept(each) for name, each in reason.values.items()}
    return {"template": reason.template, "values": values}


def _reason_read(held: Any) -> Any:
    if not isinstance(held, dict):
        return held
    values = {name: _reason_read(each) for name, each in held["values"].items()}
    return Message(held["template"], values)


def _delivery(entry: Entry) -> Delivery:
    held = {name: entry.content[name] for name in _KEPT}
    return Delivery(
        channel=Channel(entry.content["channel"]),
        state=DeliveryState(entry.content["state"]),
        delivery_id=entry.subject,
        version=entry.version,
        told_at=entry.made_at,
        reason=_reason_read(entry.content["reason"]),
        **held,
    )


def over(every: Iterable[Delivery]) -> list[Delivery]:
    """What is not tried again."""
    final = (DeliveryState.SENT, DeliveryState.FAILED)
    return [each for each in every if each.state in final]
