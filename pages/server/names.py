"""The names under which this server answers: this computer's own, and those listed by its operator.

A name is an origin (RFC 6454): scheme, host and port, as browsers write them, without the port that
the scheme implies. Names are compared as they stand, never taken apart: what is not written exactly
so (capitals, a final dot, user information, a needless port) is another name.
"""

import re
from collections.abc import Collection, Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from analytics.errors import InputError
from analytics.messages import message

__all__ = ["hosts_of", "is_this_computer", "listed_names", "own_origins"]

#: Environment variable: further origins, separated by blanks or commas.
_NAMES: Final = "LINCHPIN_NAMES"

_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
_LAST_PORT: Final = 65_535
_IMPLIED_PORT: Final = {"http": 80, "https": 443}
_ORIGIN: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:(?P<port>[1-9]\d{0,4}))?"
)


def listed_names(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The origins in LINCHPIN_NAMES, such as ``https://risk.example``; empty where it is not set.

    Raises
    ------
    InputError
        One of them is no origin as a browser would write it.
    """
    names = re.split(r"[\s,]+", environment.get(_NAMES, ""))
    return tuple(_checked(name) for name in names if name)


def _checked(origin: str) -> str:
    if not _is_origin(origin):
        raise InputError(
            message(
                "{setting} holds {name}, which is no address of a server; write it as a browser "
                "does, such as https://risk.example or https://risk.example:8443",
                setting=_NAMES,
                name=origin,
            )
        )
    return origin


def _is_origin(text: str) -> bool:
    parts = _ORIGIN.fullmatch(text)
    if parts is None or parts["port"] is None:
        return parts is not None
    return int(parts["port"]) <= _LAST_PORT and int(parts["port"]) != _IMPLIED_PORT[parts["scheme"]]


def own_origins(
    address: str, port: int | None, scheme: str, listed: tuple[str, ...]
) -> frozenset[str]:
    """The origins of a server whose socket has this address and port.

    ``scheme`` is ``http`` or ``https``; ``port`` is None for a Unix socket, which has no name but
    the listed ones.
    """
    if port is None:
        return frozenset(listed)
    shown = "" if port == _IMPLIED_PORT.get(scheme) else f":{port}"
    hosts = (*_LOOPBACK, _written(address))
    return frozenset(f"{scheme}://{host}{shown}" for host in hosts) | frozenset(listed)


def hosts_of(origins: Collection[str]) -> frozenset[str]:
    """The hosts of origins, with their ports where they are written."""
    return frozenset(origin.partition("://")[2] for origin in origins)


def is_this_computer(address: str) -> bool:
    """Whether only this computer can reach the address: a loopback address or ``localhost``.

    >>> [is_this_computer(each) for each in ("127.0.0.1", "::1", "::ffff:127.0.0.1", "localhost")]
    [True, True, True, True]
    >>> [is_this_computer(each) for each in ("0.0.0.0", "::", "192.168.1.5", "server", "")]
    [False, False, False, False, False]
    """
    numeric = _bare_address(address)
    return numeric.is_loopback if numeric is not None else address.lower() == "localhost"


def _bare_address(address: str) -> IPv4Address | IPv6Address | None:
    """The numeric address without brackets, zone or IPv6 wrapping; None for a name."""
    try:
        numeric = ip_address(address.strip("[]").partition("%")[0])
    except ValueError:
        return None
    return getattr(numeric, "ipv4_mapped", None) or numeric


def _written(address: str) -> str:
    """An address as it stands in an origin: IPv6 in brackets."""
    numeric = _bare_address(address)
    if numeric is None:
        return address.lower()
    return f"[{numeric}]" if isinstance(numeric, IPv6Address) else str(numeric)
