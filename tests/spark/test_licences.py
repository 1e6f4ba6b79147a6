"""The drivers of warehouses ask for no more than their text to be kept."""

import pytest

from tests.supply_chain.licences import declared, is_allowed
from tests.supply_chain.locked import DEVELOPMENT, RUN_TIME, WAREHOUSES, locked

pytestmark = pytest.mark.spark

#: Of those that name theirs in no SPDX term, as in tests/supply_chain/licences.py; MIT-0 asks for
#: nothing at all.
STATED = {
    "cffi": "MIT",
    "google-api-core": "Apache-2.0",
    "google-auth": "Apache-2.0",
    "google-cloud-bigquery": "Apache-2.0",
    "google-cloud-core": "Apache-2.0",
    "google-resumable-media": "Apache-2.0",
    "lz4": "BSD-3-Clause",
    "proto-plus": "Apache-2.0",
    "py4j": "BSD-3-Clause",
    "pyasn1-modules": "BSD-2-Clause",
    "pybreaker": "BSD-3-Clause",
    "pyhive": "Apache-2.0",
    "sqlalchemy-bigquery": "MIT",
    "thrift": "Apache-2.0",
    "thrift-sasl": "Apache-2.0",
    "trino": "Apache-2.0",
}


def test_every_driver_and_what_it_needs_has_an_allowed_licence() -> None:
    pytest.importorskip("pyhive", reason="PyHive is not installed (make test-spark)")
    known = locked(RUN_TIME).keys() | locked(DEVELOPMENT).keys()
    further = sorted(locked(WAREHOUSES).keys() - known)
    assert set(STATED) <= set(further)
    licences = {name: STATED.get(name) or declared(name) for name in further}
    assert {name: each for name, each in licences.items() if not is_allowed(name, each)} == {}
