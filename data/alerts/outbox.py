"""The outbox: what waits is sent, at least once and never forgotten."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from analytics.alerts.arising import Alert
from analytics.messages import Message, message
from data.alerts.mail import send_mail
from data.alerts.outcome import Outcome, refused
from data.alerts.webhook import call_webhook
from data.store.alerts import (
    Channel,
    Delivery,
    DeliveryState,
    MailServer,
    Recipient,
    deliveries,
    mail_server,
    note_delivery,
    recipients,
)
from data.store.entries import Author, Store
from data.store.failures import Superseded

__all__ = ["MOST_ATTEMPTS", "Send", "addressed", "deliver", "send"]

#: So often something is tried.
MOST_ATTEMPTS = 8
#: What has been leaving for longer was cut off: its program has ended.
_LEAVING = timedelta(minutes=10)
_OPEN = (DeliveryState.WAITING, DeliveryState.UNCLEAR, DeliveryState.SENDING)

#: Sends something to somebody.
Send = Callable[[MailServer | None, Recipient, Delivery], Outcome]
#: Says a sentence in a language.
Say = Callable[[Message, str], str]


def addressed(
    alerts: Sequence[Alert], everybody: Sequence[Recipient], company: str, say: Say
) -> list[Delivery]:
    """What everybody is to be told: one message each, in their language, with what to do; of the
    kinds that they want, and with names only where they are to have them."""
    outgoing = []
    for each in everybody:
        wanted = [alert for alert in alerts if alert.kind in each.kinds]
        if wanted:
            outgoing.append(_addressed(each, wanted, company, say))
    return outgoing


def _addressed(to: Recipient, alerts: Sequence[Alert], company: str, say: Say) -> Delivery:
    key = uuid4().hex
    title = say(_title(len(alerts), company), to.language)
    lines = [line for alert in alerts for line in _lines(alert, to, say)]
    foot = message(
        "No. {number}; the same number twice is the same message. Who is told of what is set in "
        "Linchpin under Settings.",
        number=key[:8],
    )
    text = "\n".join([*lines, say(foot, to.language)])
    return Delivery(to.recipient_id, to.label, to.channel, title, text, key)


def _title(count: int, company: str) -> Message:
    if company:
        return message(
            "Linchpin, {company}: {count} alert",
            "Linchpin, {company}: {count} alerts",
            company=company,
            count=count,
        )
    return message("Linchpin: {count} alert", "Linchpin: {count} alerts", count=count)


def _lines(alert: Alert, to: Recipient, say: Say) -> list[str]:
    said = [alert.what, *([alert.named] if to.names and alert.named else []), alert.to_do]
    return [f"• {' '.join(say(each, to.language) for each in said)}", ""]


def deliver(
    store: Store, send: Send, *, author: Author, now: datetime | None = None, only: str = ""
) -> list[Delivery]:
    """Send what waits or is unclear, each once; gives what was tried, as it is now.

    What was leaving when its program ended is unclear. Another program that sends the same at the
    same time is left to it. only: the id of one thing, which is tried however often it was.
    """
    clock = now or datetime.now(UTC)
    known = {each.recipient_id: each for each in recipients(store)}
    server, tried = mail_server(store), []
    for each in deliveries(store):
        if each.delivery_id == only or (not only and _is_due(each, clock)):
            try:
                tried.append(_try(store, send, each, known.get(each.recipient_id), server, author))
            except Superseded:
                continue
    return tried


def _is_due(delivery: Delivery, now: datetime) -> bool:
    leaving = delivery.state is DeliveryState.SENDING
    cut_off = delivery.told_at is None or now - delivery.told_at > _LEAVING
    return delivery.state in _OPEN and (not leaving or cut_off)


def _try(
    store: Store,
    send: Send,
    delivery: Delivery,
    to: Recipient | None,
    server: MailServer | None,
    author: Author,
) -> Delivery:
    leaving = note_delivery(store, delivery, DeliveryState.SENDING, None, author=author)
    if to is None:
        outcome = refused(message("nobody is told there any more"))
    else:
        outcome = send(server, to, leaving)
    if outcome.state in _OPEN and leaving.attempts >= MOST_ATTEMPTS:
        outcome = refused(
            message(
                "given up after {tries} tries: {reason}",
                tries=str(leaving.attempts),
                reason=outcome.reason,
            )
        )
    return note_delivery(store, leaving, outcome.state, outcome.reason, author=author)


def send(secret: Callable[[str], str | None]) -> Send:
    """How something is really sent; ``secret`` gives what stands under a name."""

    def sending(server: MailServer | None, to: Recipient, delivery: Delivery) -> Outcome:
        if to.channel is Channel.EMAIL:
            return send_mail(server, to, delivery, secret)
        return call_webhook(to, delivery, secret)

    return sending
