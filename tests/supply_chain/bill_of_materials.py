"""`make sbom`: what runs, with versions, hashes and licences, as a CycloneDX file.

python -m tests.supply_chain.bill_of_materials sbom.cdx.json
"""

import argparse
import tomllib
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from packageurl import PackageURL

from tests.serving import ROOT
from tests.supply_chain.licences import licence
from tests.supply_chain.locked import RUN_TIME, Locked, locked

__all__ = ["bill_of_materials"]


def bill_of_materials() -> str:
    """The bill of materials as JSON text; ValueError where it does not fit its schema."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    product = Component(
        name=project["name"],
        version=project["version"],
        type=ComponentType.APPLICATION,
        licenses=[LicenseFactory().make_from_string(project["license"])],
    )
    bom = Bom(components=[_component(package) for package in locked(RUN_TIME).values()])
    bom.metadata.component = product
    bom.register_dependency(product, bom.components)
    # Imported late: it builds three dozen grammars, for which every run of the tests would wait.
    from cyclonedx.validation.json import JsonStrictValidator

    text = JsonV1Dot6(bom).output_as_string(indent=1)
    if error := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise ValueError(str(error))
    return text


def _component(package: Locked) -> Component:
    purl = PackageURL("pypi", name=package.name, version=package.version)
    return Component(
        name=package.name,
        version=package.version,
        type=ComponentType.LIBRARY,
        purl=purl,
        bom_ref=str(purl),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in package.sha256],
        licenses=[LicenseFactory().make_from_string(licence(package.name))],
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the bill of materials of what runs.")
    parser.add_argument("file", type=Path)
    file = parser.parse_args().file
    file.write_text(bill_of_materials(), encoding="utf-8")
    print(f"{len(locked(RUN_TIME))} packages in {file}")
