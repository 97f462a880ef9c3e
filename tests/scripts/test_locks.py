"""requirements/*.lock fit pyproject.toml, and every package in them is pinned with hashes."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)(?:\[[\w,-]+\])?==(?P<version>\S+)(?: ; .+?)? \\$", re.MULTILINE)


def lock_text(name: str) -> str:
    return (ROOT / f"requirements/{name}.lock").read_text(encoding="utf-8")


def pins(name: str) -> dict[str, str]:
    return {match["name"]: match["version"] for match in PIN.finditer(lock_text(name))}


def declared(extra: str | None = None) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize(("lock", "extra"), [("base", None), ("dev", None), ("dev", "dev")])
def test_every_declared_package_is_locked_within_its_bounds(lock: str, extra: str | None) -> None:
    locked = pins(lock)
    outside = [
        str(requirement)
        for requirement in declared(extra)
        if not requirement.specifier.contains(locked.get(canonicalize_name(requirement.name), "0"))
        or canonicalize_name(requirement.name) not in locked
    ]
    assert outside == []


@pytest.mark.parametrize("lock", ["base", "dev"])
def test_every_entry_is_a_pin_with_a_hash(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", lock_text(lock).strip())
    entries = [entry for entry in entries if not entry.startswith("#")]
    assert [entry for entry in entries if not PIN.match(entry) or "--hash=sha256:" not in entry] == []


def test_the_tests_run_on_the_versions_of_the_product() -> None:
    base, dev = pins("base"), pins("dev")
    assert {name: dev.get(name) for name in base} == base


@pytest.mark.parametrize("lock", ["base", "dev"])
def test_no_lock_names_where_it_was_made(lock: str) -> None:
    assert re.findall(r"https?://|file:|--index-url|--find-links", lock_text(lock)) == []
