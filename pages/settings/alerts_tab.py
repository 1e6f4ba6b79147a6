"""The tab on alerts: what holds now, who is told of what, and what became of what was sent."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from analytics.alerts.arising import Alert, holding
from analytics.alerts.conditions import AlertKind, conditions
from analytics.errors import LinchpinError
from analytics.messages import Message, message
from data.alerts.outbox import addressed, deliver, send
from data.alerts.raising import overdue_on
from data.alerts.secrets import secret_of
from data.opening import today
from data.store.alerts import (
    HOSTS,
    SECRET_PREFIX,
    Channel,
    Delivery,
    DeliveryState,
    MailServer,
    Recipient,
    deliveries,
    mail_server,
    put_into_outbox,
    recipients,
    remove_recipient,
    save_mail_server,
    save_recipient,
)
from pages.components import loading, numbers
from pages.components.author import author
from pages.components.catalogue import LANGUAGES
from pages.components.frame import View
from pages.components.text import escape, said_in, t, t_text, tm, tm_text
from pages.settings import draft

__all__ = ["draw"]

#: So many messages are listed, the newest first.
_LISTED = 30

CHANNELS: dict[Channel, Message] = {
    Channel.WECOM: message("WeCom robot"),
    Channel.DINGTALK: message("DingTalk robot"),
    Channel.FEISHU: message("Feishu robot"),
    Channel.TEAMS: message("Teams workflow"),
    Channel.EMAIL: message("E-mail"),
}
KINDS: dict[AlertKind, Message] = {
    AlertKind.LEAVER_ACCESS: message("leavers with access"),
    AlertKind.MASS_EXPORT: message("exports far from usual"),
    AlertKind.SINGLE_CORE: message("core customers newly with one person"),
    AlertKind.LIMIT: message("limits crossed"),
    AlertKind.OVERDUE: message("actions overdue"),
}
STATES: dict[DeliveryState, Message] = {
    DeliveryState.WAITING: message("waits, and is tried again"),
    DeliveryState.SENDING: message("is leaving now"),
    DeliveryState.SENT: message("taken"),
    DeliveryState.UNCLEAR: message("unclear, and tried again under the same number"),
    DeliveryState.FAILED: message("failed"),
}


def draw(view: View, assessed: bool) -> None:
    """Draw all three; without figures the first cannot be said."""
    refused = st.session_state.pop(draft.REFUSED, None)
    if refused is not None:
        st.error(tm(refused))
    if assessed:
        _draw_now(view)
    try:
        store = loading.store()
        everybody, sent_ = recipients(store), deliveries(store)
        server = mail_server(store)
    except LinchpinError as error:
        st.error(tm(error.message))
        return
    _draw_recipients(everybody, server)
    _draw_deliveries(sent_)


def _draw_now(view: View) -> None:
    st.subheader(t("What somebody should know now"), anchor=False)
    alerts = _alerts_now(view)
    if not alerts:
        st.markdown(t("Nothing: no limit is crossed, and nothing is overdue."))
    for each in alerts:
        named = f" {tm(each.named)}" if each.named else ""
        st.markdown(f"- **{tm(each.what)}**{named} {tm(each.to_do)}")
    st.caption(
        t(
            "On a schedule: {command}. Each thing is told once, as long as it holds; {dry} shows "
            "what would go to whom.",
            command="assess.py --alert",
            dry="--dry-run",
        )
    )


def _alerts_now(view: View) -> tuple[Alert, ...]:
    """Everything that holds now, as alerts."""
    about = view.about
    overdue = overdue_on(loading.store(), today(about.policy), demo=about.kind == "demo")
    loaded = loading.loaded(about)
    hazards = loaded.safeguards.shown(about.policy.safeguards)
    return holding(conditions(loaded.assessment, overdue, hazards))


def _draw_recipients(everybody: list[Recipient], server: MailServer | None) -> None:
    st.subheader(t("Who is told"), anchor=False)
    if not everybody:
        st.markdown(t("Nobody: nothing is sent anywhere."))
    for each in everybody:
        with st.container(border=True, key=f"settings-recipient-{each.recipient_id}"):
            st.markdown(
                f"**{escape(each.label)}** · {tm(CHANNELS[each.channel])} · {escape(each.address)}"
            )
            kinds = t_text(", ").join(tm_text(KINDS[kind]) for kind in each.kinds)
            names = t("with names") if each.names else t("without names")
            st.caption(
                f"{escape(kinds)} · {names} · {LANGUAGES['zh' if each.language == 'zh' else 'en']}"
            )
            with st.container(horizontal=True, gap="small"):
                _button(t("Send a test"), "test", each, _test)
                _button(t("Tell no more"), "remove", each, _remove)
    with st.expander(t("Tell somebody else"), expanded=not everybody):
        _draw_new()
    with st.expander(t("Mail server")):
        _draw_server(server)


def _button(label: str, what: str, each: Recipient, act: Callable[[Recipient], None]) -> None:
    key = f"settings-{what}-{each.recipient_id}"
    st.button(label, key=key, type="tertiary", on_click=act, args=(each,))


def _draw_new() -> None:
    chosen = st.selectbox(
        t("How"),
        list(Channel),
        0,
        format_func=lambda each: tm_text(CHANNELS[each]),
        key="alert-channel",
        filter_mode=None,
        width=400,
    )
    channel = chosen or Channel.WECOM
    with st.form("alert-new", border=False):
        st.text_input(t("Who it is"), key="alert-label", max_chars=100, width=400)
        if channel is Channel.EMAIL:
            st.text_input(t("E-mail address"), key="alert-address", max_chars=300, width=400)
        else:
            _ask_webhook(channel)
        _ask_what()
        st.form_submit_button(t("Tell them"), on_click=_add, args=(channel,))


def _ask_webhook(channel: Channel) -> None:
    st.text_input(
        t("Host of the webhook"),
        value=HOSTS[channel],
        key=f"alert-host-{channel}",
        max_chars=253,
        width=400,
    )
    st.text_input(
        t("Variable or secret that holds its whole address"),
        placeholder=f"{SECRET_PREFIX}SALES",
        key="alert-secret",
        max_chars=100,
        width=400,
    )
    if channel in (Channel.DINGTALK, Channel.FEISHU):
        st.text_input(
            t("Variable or secret that holds its signing key, if it has one"),
            key="alert-signing",
            max_chars=100,
            width=400,
        )


def _ask_what() -> None:
    st.multiselect(
        t("Of what"),
        list(AlertKind),
        default=list(AlertKind),
        format_func=lambda each: tm_text(KINDS[each]),
        key="alert-kinds",
    )
    st.selectbox(
        t("In which language"),
        list(LANGUAGES),
        format_func=lambda each: LANGUAGES[each],
        key="alert-language",
        filter_mode=None,
        width=200,
    )
    st.checkbox(t("With names of people and customers"), key="alert-names")


def _add(channel: Channel) -> None:
    told = st.session_state
    mail = channel is Channel.EMAIL
    new = Recipient(
        label=told.get("alert-label", ""),
        channel=channel,
        address=told.get("alert-address" if mail else f"alert-host-{channel}", "").strip(),
        secret=told.get("alert-secret", "").strip(),
        signing=told.get("alert-signing", "").strip(),
        language=told.get("alert-language", "en"),
        kinds=tuple(told.get("alert-kinds", ())),
        names=bool(told.get("alert-names")),
    )
    _attempt(lambda: save_recipient(loading.store(), new, author=author()))


def _draw_server(server: MailServer | None) -> None:
    st.caption(
        t("E-mails leave through it, encrypted. Its password stays in a variable or secret.")
    )
    with st.form("alert-server", border=False):
        st.text_input(t("Host"), server.host if server else "", key="mail-host", width=400)
        st.number_input(
            t("Port"), 1, 65_535, server.port if server else 587, key="mail-port", width=200
        )
        ways = {"starttls": "STARTTLS", "tls": "TLS"}
        st.selectbox(
            t("Encrypted by"),
            list(ways),
            list(ways).index(server.security) if server else 0,
            format_func=ways.__getitem__,
            key="mail-security",
            filter_mode=None,
            width=200,
        )
        st.text_input(t("Sender"), server.sender if server else "", key="mail-sender", width=400)
        st.text_input(t("User"), server.user if server else "", key="mail-user", width=400)
        st.text_input(
            t("Variable or secret that holds the password"),
            server.secret if server else "",
            placeholder=f"{SECRET_PREFIX}MAIL",
            key="mail-secret",
            width=400,
        )
        version = server.version if server else 0
        st.form_submit_button(t("Use this server"), on_click=_save_server, args=(version,))


def _save_server(version: int) -> None:
    told = st.session_state
    new = MailServer(
        host=told["mail-host"].strip().lower(),
        port=int(told["mail-port"]),
        security=told["mail-security"],
        sender=told["mail-sender"].strip(),
        user=told["mail-user"].strip(),
        secret=told["mail-secret"].strip(),
        version=version,
    )
    _attempt(lambda: save_mail_server(loading.store(), new, author=author()))


def _draw_deliveries(every: list[Delivery]) -> None:
    st.subheader(t("What was sent"), anchor=False)
    if not every:
        st.markdown(t("Nothing yet."))
    for each in every[::-1][:_LISTED]:
        with st.container(key=f"settings-delivery-{each.delivery_id}", gap=None):
            state = tm(STATES[each.state])
            st.markdown(f"**{escape(each.label)}** · {escape(each.title)} · {state}")
            st.caption(_behind(each))
            if each.state in (DeliveryState.FAILED, DeliveryState.UNCLEAR, DeliveryState.WAITING):
                st.button(
                    t("Try again"),
                    key=f"settings-again-{each.delivery_id}",
                    type="tertiary",
                    icon=":material/refresh:",
                    on_click=_again,
                    args=(each,),
                )


def _behind(each: Delivery) -> str:
    said = t(
        "No. {number}, tried {count} time",
        "No. {number}, tried {count} times",
        count=each.attempts,
        number=each.key[:8],
    )
    day = f" · {escape(numbers.day(each.told_at.date()))}" if each.told_at else ""
    return f"{said}{day}" + (f" · {tm(each.reason)}" if each.reason else "")


def _again(each: Delivery) -> None:
    _attempt(lambda: _deliver(each.delivery_id))


def _remove(each: Recipient) -> None:
    _attempt(lambda: remove_recipient(loading.store(), each, author=author()))


def _test(each: Recipient) -> None:
    """Send one message that says what it is; it stands in the list as any other."""
    _attempt(lambda: _send_test(each))


def _send_test(to: Recipient) -> None:
    store = loading.store()
    alert = Alert(to.kinds[0], "", _TEST, None, _TEST_TO_DO)
    company = loading.policy(loading.settings()).company.name
    outgoing = addressed([alert], [to], company, said_in)
    # A look of its own, so that what is new at the sources stays new.
    source = f"test {outgoing[0].key}"
    entered = put_into_outbox(store, source, (), outgoing, author=author(), seen=0)
    _deliver(entered[-1].subject)


_TEST = message("This is a test: alerts of Linchpin arrive here.")
_TEST_TO_DO = message("Nothing is to be done.")


def _deliver(only: str) -> None:
    secret = partial(secret_of, root=loading.ROOT)
    deliver(loading.store(), send(secret), author=author(), only=only)


def _attempt(change: Callable[[], object]) -> None:
    try:
        change()
    except LinchpinError as error:
        st.session_state[draft.REFUSED] = error.message
