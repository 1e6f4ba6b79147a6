"""compose.yaml, Dockerfile and the proxy's configuration name only what is there and documented."""

import re
from typing import Any

import pytest
import yaml

from tests.serving import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
APPS = [name for name in SERVICES if name.startswith("app-")]
PROXY = (ROOT / "deploy" / "haproxy.cfg").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
DOCS = "".join(
    (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("run.md", "operations.md")
)


def test_every_image_is_pinned_by_version() -> None:
    images = [each["image"] for each in SERVICES.values() if "build" not in each]
    images += re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(images) == 3
    for image in images:
        assert re.fullmatch(r"[a-z]+:\d+\.\d+(\.\d+)?(-slim)?(-[a-z]+)?", image), image


def test_every_variable_is_documented_and_no_secret_is_written_down() -> None:
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    named = {name for each in SERVICES.values() for name in each["environment"]}
    named |= set(re.findall(r"\$\{([A-Z_0-9]+)", text + PROXY))
    ours = {name for name in named if name.startswith("LINCHPIN_")}
    assert len(ours) > 8
    described = DOCS + re.sub(r"_1 … _4", "_1 LINCHPIN_APP_2 LINCHPIN_APP_3 LINCHPIN_APP_4", PROXY)
    assert [
        name for name in sorted(named - {"POSTGRES_USER", "POSTGRES_DB"}) if name not in described
    ] == []
    for each in SERVICES.values():
        for name, value in each["environment"].items():
            assert not re.search("PASSWORD|TOKEN", name) or re.fullmatch(r"\$\{.+\}", value), name
        assert not re.search(r"://[^$@]*:[^$@]+@", str(each["environment"]))


@pytest.mark.parametrize("name", APPS)
def test_processes_share_home_and_store_write_nowhere_else_and_are_nobody(name: str) -> None:
    app = SERVICES[name]
    assert app == SERVICES[APPS[0]]
    assert app["read_only"] is True
    assert app["cap_drop"] == ["ALL"]
    ((volume, place),) = [each.split(":") for each in app["volumes"]]
    assert volume in COMPOSE["volumes"]
    assert f"ENV LINCHPIN_HOME={place}\n" in DOCKERFILE
    assert "@store:5432/" in app["environment"]["LINCHPIN_STORE"]
    assert re.search(r"^USER (?!root|0)\S+$", DOCKERFILE, re.MULTILINE)
    assert "ports" not in app


def test_only_the_proxy_is_reached_from_outside_and_only_from_this_computer() -> None:
    ports = {name: each["ports"] for name, each in SERVICES.items() if "ports" in each}
    assert list(ports) == ["proxy"]
    assert all(port.startswith("127.0.0.1:") for port in ports["proxy"])


def test_the_proxy_knows_every_process() -> None:
    told = SERVICES["proxy"]["environment"]
    assert [told[f"LINCHPIN_APP_{n}"] for n, _ in enumerate(APPS, 1)] == [
        f"{name}:8501" for name in APPS
    ]
    for backend in ("ready", "alive"):
        part = PROXY.split(f"\nbackend {backend}\n")[1].split("\nbackend ")[0]
        assert re.findall(r"LINCHPIN_APP_\d(?=\}\" cookie)", part) == [
            f"LINCHPIN_APP_{n}" for n in range(1, 5)
        ]


def test_every_file_that_is_named_is_there() -> None:
    for each in SERVICES.values():
        for volume in each["volumes"]:
            if volume.startswith("./"):
                assert (ROOT / volume.split(":")[0]).is_file(), volume
    copied = [line.split()[1:-1] for line in DOCKERFILE.splitlines() if line.startswith("COPY ")]
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for name in [name for names in copied for name in names]:
        assert (ROOT / name).exists(), name
        assert f"!{name}" in ignored
