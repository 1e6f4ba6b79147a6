"""Nothing is installed under a licence that nobody has agreed to."""

import pytest

from tests.supply_chain.licences import (
    LICENCES,
    STATED,
    declared,
    is_allowed,
    licence,
    with_licences,
)
from tests.supply_chain.locked import DEVELOPMENT, RUN_TIME, locked

PACKAGES = sorted({*locked(RUN_TIME), *locked(DEVELOPMENT)})


def test_every_locked_package_has_an_allowed_licence() -> None:
    refused = {name: licence(name) for name in PACKAGES if not is_allowed(name, licence(name))}
    assert refused == {}


def test_licences_are_stated_only_of_locked_packages_and_agree_with_their_metadata() -> None:
    assert STATED.keys() <= set(PACKAGES)
    other = {name: declared(name) for name in STATED if declared(name) not in ("", STATED[name])}
    assert other == {}


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("LGPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("MIT OR GPL-3.0-only", True),
        ("MPL-2.0 AND (Apache-2.0 OR GPL-2.0-only)", True),
        ("Apache-2.0 WITH LLVM-exception", False),
        ("LicenseRef-Proprietary", False),
    ],
)
def test_both_of_and_one_of_or_must_be_allowed(expression: str, allowed: bool) -> None:
    assert is_allowed("anything", expression) is allowed


def test_lgpl_is_allowed_for_the_postgresql_driver_only() -> None:
    lgpl = [name for name in PACKAGES if "GPL" in licence(name)]
    assert lgpl == ["psycopg", "psycopg-binary"]


def test_package_without_a_licence_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(LookupError, match="nobody-knows-it names no SPDX licence: read"):
        licence("nobody-knows-it")


def test_document_lists_every_package() -> None:
    document = LICENCES.read_text(encoding="utf-8")
    assert with_licences(document) == document, "run make docs"
    assert [name for name in PACKAGES if f"| {name} | " not in document] == []
