"""The engines that can be read: one module and one class each.

To add one, write one module here with a subclass of :class:`data.sources.engines.base.Engine`;
every module of this folder is loaded, and nothing else has to name it. The class says

- what it is called and how it is reached: ``names``, ``drivers``, ``options``, and ``endings`` if
  its databases are files; which options an address may hold: ``allowed``;
- how it is locked and bounded: ``read_only``, and what
  :meth:`~data.sources.engines.base.Engine.arguments` tells the driver and
  :meth:`~data.sources.engines.base.Engine.session` the session; how a statement is ended from
  outside: :meth:`~data.sources.engines.base.Engine.cancel`;
- what its driver's errors mean: ``failures``;
- what may be relied on: ``isolation``, ``typeless``, ``unchanging``;
- how every expression of :mod:`data.sources.sql` is spelled, from ``days_between`` to
  ``list_part``. What is not spelled is an error, never another engine's spelling.

An engine that speaks the language of another is a subclass of that, with names and drivers of its
own. A driver that is not installed yet goes into requirements.txt; a server for tests goes into
tests/data/conftest.py, and all tests of data then read the same company from it.
"""

from importlib import import_module
from pkgutil import iter_modules

from sqlalchemy.exc import CompileError

from analytics.errors import InputError
from analytics.messages import message
from data.sources.addresses import Address, read_address, scheme_of
from data.sources.engines.base import Engine, engines

__all__ = [
    "Engine",
    "MissingSpellingError",
    "are_files",
    "by_ending",
    "file_endings",
    "located",
    "spelling",
]

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")


class MissingSpellingError(CompileError):
    """An expression that nobody has spelled for the dialect in which it is to be written."""


def located(url: str) -> tuple[Engine, Address]:
    """The engine of an address, and the address taken apart; nothing is asked for yet.

    Raises
    ------
    InputError
        If the address is none or can be read in two ways, or its engine is not supported.
    """
    scheme = scheme_of(url)
    engine = next((each for each in engines() if scheme in each.drivers), None)
    if engine is None:
        raise InputError(
            message(
                "{engine} databases are not supported; supported are {engines}",
                engine=scheme,
                engines=", ".join(name for each in engines() for name in each.names),
            )
        )
    return engine, read_address(url, is_file=bool(engine.endings), allowed=engine.allowed)


def are_files(scheme: str) -> bool:
    """Whether databases whose addresses begin so are files of this computer.

    >>> are_files("sqlite"), are_files("postgresql")
    (True, False)
    """
    return any(scheme in each.drivers and bool(each.endings) for each in engines())


def file_endings() -> frozenset[str]:
    """How files are called that are databases, with the point."""
    return frozenset(ending for each in engines() for ending in each.endings)


def by_ending(ending: str) -> str | None:
    """What the address of a file begins with that ends like this.

    >>> by_ending(".db"), by_ending(".csv")
    ('sqlite', None)
    """
    engine = next((each for each in engines() if ending.lower() in each.endings), None)
    return None if engine is None else next(iter(engine.drivers))


def spelling(expression: str, dialect: str) -> str:
    """The template of an expression in one of SQLAlchemy's dialects.

    Raises
    ------
    MissingSpellingError
        No engine has the dialect, or the engine that has it does not spell the expression.
    """
    engine = next((each for each in engines() if dialect in each.dialects), None)
    template: str | None = getattr(engine, expression, None)
    if template is None:
        raise MissingSpellingError(f"{expression} is not spelled for {dialect}")
    return template
