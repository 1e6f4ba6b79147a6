"""Where the store lies: in the home, or in a PostgreSQL database that LINCHPIN_STORE names."""

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from analytics.errors import InputError
from analytics.messages import Message, message
from data.home.settings import STORE_SETTING, Settings
from data.home.stored import STORE
from data.logs import keep_secret
from data.sources.addresses import Address
from data.sources.engines import Engine, located
from data.sources.engines.postgresql import PostgreSQL

__all__ = ["Server", "StorePlace", "place_of"]

#: How a connection must be protected that leaves this machine.
_PROTECTED = ("require", "verify-ca", "verify-full")


@dataclass(frozen=True, slots=True)
class Server:
    """A database of a server; printed without user, password and options."""

    kind: Engine
    address: Address


#: A file, or a database of a server.
StorePlace = Path | Server


def place_of(settings: Settings) -> StorePlace:
    """Where the store of this environment lies; nothing is opened.

    Raises
    ------
    InputError
        LINCHPIN_STORE cannot be used; the message quotes nothing of it.
    """
    if settings.store is None:
        return settings.home / STORE
    keep_secret(settings.store)
    kind, address = located(settings.store)
    if not isinstance(kind, PostgreSQL):
        raise _refused(message("it names no PostgreSQL database"))
    if _is_source(address, settings.source):
        raise _refused(message("it names the database of the source, which is only ever read"))
    return Server(kind, _protected(address))


def _is_source(address: Address, source: str | None) -> bool:
    """Whether the source is the same database, as far as the addresses say."""
    if source is None or "://" not in source:
        return False
    _, other = located(source)
    return (other.host, other.port or 5432, other.database) == (
        address.host,
        address.port or 5432,
        address.database,
    )


def _protected(address: Address) -> Address:
    """The address, encrypted where it leaves this machine: what is stated about people does not
    travel in clear text."""
    if _is_here(address.host or ""):
        return address
    mode = address.options.get("sslmode", "require")
    if mode not in _PROTECTED:
        raise _refused(
            message(
                "what people enter would travel unencrypted; leave out sslmode, or write {modes}",
                modes=", ".join(_PROTECTED),
            )
        )
    options = {**address.options, "sslmode": mode}
    return Address(
        address.scheme,
        address.host,
        address.port,
        address.database,
        address.user,
        address.password,
        options,
        address.written,
    )


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _refused(reason: Message) -> InputError:
    return InputError(
        message("{setting} cannot be used: {reason}", setting=STORE_SETTING, reason=reason)
    )
