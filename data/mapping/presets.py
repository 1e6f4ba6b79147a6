"""Mappings that ship with Linchpin, by name; and the one that somebody names."""

import stat
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Headers
from contextlib import suppress
from functools import cache
from pathlib import Path

from analytics.errors import InputError
from analytics.messages import Message, message
from data.mapping.choosing import chosen
from data.mapping.model import Mapping
from data.mapping.names import column_key, nearest, nearest_said
from data.mapping.text import LARGEST_BYTES, read_mapping

__all__ = [
    "fitting_presets",
    "mapping_given",
    "mapping_in_use",
    "preset",
    "preset_in_use",
    "preset_names",
    "recognised_presets",
]

FOLDER = Path(__file__).resolve().parents[1] / "presets"

#: What a mapping is called that is no file.
_NAMELESS = "mapping.toml"


def preset_names() -> list[str]:
    """Names of the mappings that ship with Linchpin, in order."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@cache
def preset(name: str) -> Mapping:
    """The mapping of that name.

    Raises
    ------
    InputError
        There is none; the message says the nearest, with all of the same system.
    """
    if name not in preset_names():
        raise InputError(message("there is no mapping {name}; {near}", name=name, near=_near(name)))
    path = FOLDER / f"{name}.toml"
    return read_mapping(path.read_text(encoding="utf-8"), path.name)


def mapping_given(text: str) -> Mapping:
    """The mapping that ``--map`` names: one that ships with Linchpin, a TOML file, or the text of
    one (which has several lines).

    Raises
    ------
    InputError
        There is no such mapping or file, or it cannot be read.
    """
    if "\n" in text:
        return read_mapping(text, _NAMELESS)
    if text in preset_names():
        return preset(text)
    path = Path(text)
    if path.suffix.lower() != ".toml" and not _exists(path):
        return preset(text)
    return read_mapping(_text_of(path), path.name)


def mapping_in_use(*mappings: str | None) -> Mapping | None:
    """The first of some mappings that can be read: each a name, a file or the text of one, as
    ``--map`` takes it."""
    return next(_readable(mappings), None)


def preset_in_use(*mappings: str | None) -> str | None:
    """The preset that any of some mappings is, changed or not; see :func:`mapping_in_use`."""
    titles = {str(preset(name).about.title): name for name in preset_names()}
    named = (titles.get(str(each.about.title)) for each in _readable(mappings))
    return next((name for name in named if name), None)


def _readable(mappings: Iterable[str | None]) -> Iterator[Mapping]:
    for text in mappings:
        if text:
            with suppress(InputError):
                yield mapping_given(text)


def recognised_presets(tables: Headers[str, Sequence[str]]) -> list[str]:
    """Mappings whose columns for recognition are all there, those with the most of them first.

    ``tables``: the headers of the source by table; the names of its tables do not matter, since
    files are called anything.
    """
    present = [{column_key(header) for header in headers} for headers in tables.values()]
    weights = {name: _weight(preset(name), present) for name in preset_names()}
    return sorted((name for name in weights if weights[name]), key=lambda n: (-weights[n], n))


def fitting_presets(tables: Headers[str, Sequence[str]]) -> tuple[str, ...]:
    """Those of :func:`recognised_presets` that find all that they need in the source."""
    return tuple(name for name in recognised_presets(tables) if _fits(preset(name), tables))


def _fits(mapping: Mapping, tables: Headers[str, Sequence[str]]) -> bool:
    try:
        chosen(mapping, tables)
    except InputError:
        return False
    return True


def _near(name: str) -> Message:
    """The mappings that are near to a name: of a system, which exports in several forms, all."""
    names = preset_names()
    system = (nearest(name, names) or "").partition("-")[0]
    written = column_key(name)
    near = [each for each in names if each.partition("-")[0] == system or each.startswith(written)]
    if len(near) > 1:
        return message("did you mean one of {names}?", names=", ".join(near))
    return nearest_said(name, names)


def _weight(mapping: Mapping, present: list[set[str]]) -> int:
    """How many columns tell of the system; 0 where one of them is missing."""
    wanted = [{column_key(name) for name in names} for names in mapping.about.recognise.values()]
    if not all(any(each <= headers for headers in present) for each in wanted):
        return 0
    return sum(map(len, wanted))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _text_of(path: Path) -> str:
    try:
        # Looked at first: to open a pipe waits for who writes into it.
        if not stat.S_ISREG(path.stat().st_mode):
            raise _unreadable(path, message("it is not a regular file"))
        with path.open("rb") as file:
            return file.read(LARGEST_BYTES + 1).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable(path, message("it is not UTF-8 text")) from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, getattr(error, "strerror", None) or str(error)) from None


def _unreadable(path: Path, reason: str | Message) -> InputError:
    return InputError(message("{file} cannot be read: {reason}", file=path.name, reason=reason))
