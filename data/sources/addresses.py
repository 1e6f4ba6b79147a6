"""Addresses of databases: judged as text, before anything is asked or opened.

A password that holds one of the characters that divide an address moves the borders between its
parts, and what then looks like the host is a piece of the password. So an address is refused unless
it can be read in one way only, and no message about it quotes any of it.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv6Address
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

from analytics.errors import InputError
from analytics.messages import Message, message
from data.printable import printable

__all__ = ["Address", "masked", "read_address", "scheme_of", "shown"]

LONGEST = 2000

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9.-]{0,29})(\+[A-Za-z0-9_]{1,30})?://")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,252})?")
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
#: What the name of a database may hold unwritten; anything else is written as a code.
_DATABASE = re.compile(r"(\w|[-.$~ ]|%[0-9A-Fa-f]{2})+")
_DIVIDERS = re.compile(r"\W+"), re.compile(r"\W+", re.ASCII)
#: Pieces of a secret that are shorter stand in every text; they are hidden as whole words only.
_SHORT = 3


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """A database, taken apart; printed without user, password and options."""

    scheme: str
    host: str | None = None
    port: int | None = None
    database: str = ""
    user: str | None = None
    password: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    #: User information and options as they were written.
    written: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Address({self.place!r})"

    @property
    def place(self) -> str:
        """Where the database is; for files only the name of the file."""
        if self.host is None:
            return shown(Path(self.database).name)
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = f":{self.port}" if self.port else ""
        return f"{self.scheme}://{host}{port}/{shown(self.database)}"

    def secrets(self) -> set[str]:
        """Every text that must not be shown: as written, decoded, encoded, whole and in pieces."""
        values = (self.user, self.password, *self.options.values())
        whole = {*self.written, *(value for value in values if value)}
        pieces = {piece for text in whole for each in _DIVIDERS for piece in each.split(text)}
        plain = {text for text in whole | pieces if text}
        return plain.union(*map(_spellings, plain))


def _spellings(text: str) -> set[str]:
    """How a driver may write a text into a message."""
    return {quote(text, safe=""), repr(text)[1:-1], repr(text.encode(errors="replace"))[2:-1]}


def shown(text: str) -> str:
    """A text on one line, at most 200 characters, without codes that a terminal would obey."""
    return printable(text, 199)


def masked(text: str, address: Address) -> str:
    """The first line of a text with *** for every piece of what ``address`` keeps secret."""
    line = next((line for line in text.splitlines() if line.strip()), "").strip()
    for secret in sorted(address.secrets(), key=len, reverse=True):
        pattern = re.escape(secret)
        if len(secret) < _SHORT:
            pattern = rf"(?<!\w){pattern}(?!\w)"
        line = re.sub(pattern, "***", line, flags=re.IGNORECASE)
    return shown(line)


def scheme_of(text: str) -> str:
    """What an address begins with, without the name of a driver.

    Raises
    ------
    InputError
        The text is no address, or too long or too strange for one.
    """
    if len(text) > LONGEST:
        raise _refused(message("it is longer than {most} characters", most=LONGEST))
    if any(unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp") for each in text):
        raise _refused(message("it holds an invisible character; type it anew"))
    found = _SCHEME.match(text)
    if found is None:
        raise InputError(
            message(
                "This is not the address of a database; it looks like {example}",
                example="postgresql://user:password@host/database",
            )
        )
    return found[1].lower()


def read_address(text: str, *, is_file: bool, allowed: Mapping[str, str]) -> Address:
    """Take an address apart that can be read in one way only.

    ``allowed`` maps the options it may hold to what their values must match.

    Raises
    ------
    InputError
        The address cannot be used. The message says what to write and quotes nothing of it.
    """
    scheme = scheme_of(text)
    rest = text.partition("://")[2]
    return _file(scheme, rest) if is_file else _server(scheme, rest, allowed)


def _file(scheme: str, rest: str) -> Address:
    path = rest.removeprefix("/")
    if not rest.startswith("/"):
        reason = message("a file has no host; write {example}", example=f"{scheme}:////folder/file")
        raise _refused(reason)
    if path in ("", ":memory:"):
        raise _refused(message("it names no file"))
    # A question mark may belong to the name of a file; behind it no option is taken.
    if "?" in path and not Path(path).exists():
        raise _refused(message("an address of a file has no options; leave out what follows ?"))
    return Address(scheme, database=path)


def _server(scheme: str, rest: str, allowed: Mapping[str, str]) -> Address:
    _demand_one_reading(rest)
    authority, _, tail = rest.partition("/")
    if "?" in authority:
        raise _refused(message("it names no database; write it after the host, as in host/sales"))
    user_info, at, place = authority.rpartition("@")
    host, port = _place(place)
    database, _, query = tail.partition("?")
    user, password = _user(user_info) if at else (None, None)
    return Address(
        scheme,
        host,
        port,
        _database(database),
        user,
        password,
        _options(query, allowed) if "?" in tail else {},
        tuple(part for part in (user_info, query) if part),
    )


def _demand_one_reading(rest: str) -> None:
    """Refuse what a bare character in user name or password may have moved."""
    if "#" in rest:
        raise _bare("#")
    border = min((rest.index(each) for each in "/?" if each in rest), default=len(rest))
    before, behind = rest[:border], rest[border:]
    if rest.count("@") > 1:
        raise _bare("@")
    if "@" in behind:
        raise _bare(rest[border])
    if before.partition("@")[0].count(":") > 1 and "@" in before:
        raise _bare(":")
    if _BAD_PERCENT.search(rest):
        raise _bare("%")
    if any(each.isspace() for each in before):
        raise _bare(" ")


def _user(user_info: str) -> tuple[str, str | None]:
    user, colon, password = user_info.partition(":")
    if not user:
        raise _refused(message("it names no user before the @"))
    return _decoded(user), _decoded(password) if colon else None


def _place(place: str) -> tuple[str, int | None]:
    host, colon, port = place.rpartition(":") if not place.endswith("]") else (place, "", "")
    host = host if colon else place
    if not host:
        raise _refused(message("it names no host"))
    if not (_is_ipv6(host[1:-1]) if host[0] + host[-1] == "[]" else _HOST.fullmatch(host)):
        raise _refused(
            message("its host is no name of letters, digits, points and hyphens, and no IP address")
        )
    if not colon:
        return host.strip("[]"), None
    if not re.fullmatch(r"[0-9]{1,5}", port) or not 0 < int(port) < 65_536:
        raise _refused(message("its port is no number from 1 to 65535"))
    return host.strip("[]"), int(port)


def _is_ipv6(text: str) -> bool:
    try:
        return IPv6Address(text).scope_id is None
    except ValueError:
        return False


def _database(written: str) -> str:
    if not written:
        raise _refused(message("it names no database; write it after the host, as in host/sales"))
    if not _DATABASE.fullmatch(written):
        raise _refused(
            message(
                "write everything but letters and digits in the name of the database as %-codes"
            )
        )
    return _decoded(written)


def _options(query: str, allowed: Mapping[str, str]) -> dict[str, str]:
    options: dict[str, str] = {}
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if name not in allowed or name in options:
            raise _refused(
                message("only these options may stand in it, once each: {options}",
                        options=", ".join(allowed))
            )  # fmt: skip
        options[name] = _decoded(value)
        if not re.fullmatch(allowed[name], options[name]):
            raise _refused(message("its option {option} has no value that is allowed", option=name))
    return options


def _decoded(written: str) -> str:
    try:
        text = unquote_to_bytes(written).decode()
    except UnicodeDecodeError:
        raise _refused(message("its %-codes are no UTF-8 text")) from None
    if any(unicodedata.category(each) in ("Cc", "Cs") for each in text):
        raise _refused(message("it holds an invisible character; type it anew"))
    return text


def _bare(character: str) -> InputError:
    return _refused(
        message(
            "in user name, password, database and options write {character} as {code}",
            character="a space" if character == " " else character,
            code=f"%{ord(character):02X}",
        )
    )


def _refused(reason: Message) -> InputError:
    return InputError(
        message("The address of the database cannot be used: {reason}", reason=reason)
    )
