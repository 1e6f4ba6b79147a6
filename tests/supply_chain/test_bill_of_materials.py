"""The bill of materials names everything that runs."""

import json

from tests.supply_chain.bill_of_materials import bill_of_materials
from tests.supply_chain.licences import licence
from tests.supply_chain.locked import RUN_TIME, locked


def licence_said(component: dict) -> str:
    (entry,) = component["licenses"]
    return entry.get("expression") or entry["license"]["id"]


def test_every_run_time_package_stands_in_it_with_version_hashes_and_licence() -> None:
    bill = json.loads(bill_of_materials())
    said = {
        each["name"]: (
            each["version"],
            sorted(digest["content"] for digest in each["hashes"]),
            licence_said(each),
        )
        for each in bill["components"]
    }
    assert said == {
        name: (package.version, sorted(package.sha256), licence(name))
        for name, package in locked(RUN_TIME).items()
    }


def test_it_is_cyclonedx_of_this_product() -> None:
    bill = json.loads(bill_of_materials())
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    product = bill["metadata"]["component"]
    assert (product["name"], licence_said(product)) == ("linchpin", "Apache-2.0")
