"""The licence of every locked package, which of them are allowed, and docs/licences.md."""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata

from license_expression import ExpressionError, Licensing, get_spdx_licensing

from tests.documents.marked import rewritten
from tests.serving import ROOT
from tests.supply_chain.locked import DEVELOPMENT, RUN_TIME, locked

__all__ = ["LICENCES", "STATED", "declared", "is_allowed", "licence", "with_licences"]

LICENCES = ROOT / "docs" / "licences.md"

#: Licences that ask for no more than their text to be kept, and MPL-2.0, which asks for changes of
#: its own files only.
ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-CMU",
    "MPL-2.0",
    "PSF-2.0",
    "Zlib",
}
#: What is allowed for one package only; docs/licences.md says why.
ALLOWED_FOR = {"psycopg": {"LGPL-3.0-only"}, "psycopg-binary": {"LGPL-3.0-only"}}

#: Read in the licence file of packages that name their licence in no SPDX term, or that are not
#: installed on every machine.
STATED = {
    "altair": "BSD-3-Clause",
    "arrow": "Apache-2.0",
    "axe-playwright-python": "MIT",
    "colorama": "BSD-3-Clause",
    "defusedxml": "PSF-2.0",
    "duckdb": "MIT",
    "grimp": "BSD-2-Clause",
    "import-linter": "BSD-2-Clause",
    "isoduration": "ISC",
    "itsdangerous": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "markdown-it-py": "MIT",
    "mdurl": "MIT",
    "pathspec": "MPL-2.0",
    "patsy": "BSD-2-Clause",
    "pip-api": "Apache-2.0",
    "pip-audit": "Apache-2.0",
    "protobuf": "BSD-3-Clause",
    "pydeck": "Apache-2.0",
    "rfc3339-validator": "MIT",
    "rfc3986-validator": "MIT",
    "scipy": "BSD-3-Clause",
    "sortedcontainers": "Apache-2.0",
    "tomli-w": "MIT",
    "uri-template": "MIT",
    "watchdog": "Apache-2.0",
}

_SPDX = get_spdx_licensing()


def declared(package: str) -> str:
    """The SPDX expression in the metadata of an installed package; empty where there is none."""
    try:
        said = metadata(package)
    except PackageNotFoundError:
        return ""
    if "License-Expression" in said:
        return str(said["License-Expression"])
    expression = str(said["License"] or "").strip() if "License" in said else ""
    return expression if _known(expression) else ""


def licence(package: str) -> str:
    """The SPDX expression of a locked package; LookupError where nobody has said it."""
    expression = STATED.get(package) or declared(package)
    if not expression:
        raise LookupError(f"{package} names no SPDX licence: read its licence file, add to STATED")
    return expression


def is_allowed(package: str, expression: str) -> bool:
    """Whether the licence is on the list: of "A AND B" both, of "A OR B" one."""
    return _allowed(_SPDX.parse(expression), ALLOWED | ALLOWED_FOR.get(package, set()))


def with_licences(document: str) -> str:
    """The text of docs/licences.md with its tables written anew."""
    return rewritten(document, "licences", "\n".join(_tables()))


def _known(expression: str) -> bool:
    try:
        return bool(expression) and not _SPDX.unknown_license_keys(expression)
    except ExpressionError:
        return False


def _allowed(parsed: object, allowed: set[str]) -> bool:
    if isinstance(parsed, Licensing().AND):
        return all(_allowed(each, allowed) for each in parsed.args)
    if isinstance(parsed, Licensing().OR):
        return any(_allowed(each, allowed) for each in parsed.args)
    return str(parsed) in allowed


def _tables() -> Iterator[str]:
    run_time, development = locked(RUN_TIME), locked(DEVELOPMENT)
    yield from _table("What runs", sorted(run_time))
    yield from _table("What tests and checks", sorted(development.keys() - run_time.keys()))


def _table(title: str, packages: list[str]) -> Iterator[str]:
    yield f"## {title}\n\n| package | licence |\n|---|---|"
    yield from (f"| {package} | {licence(package)} |" for package in packages)
    yield ""
