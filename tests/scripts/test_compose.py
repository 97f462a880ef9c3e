"""docker-compose.yml, Dockerfile and .env.example hold together, and give production all that it needs."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
APP_SERVICES = {"prepare", "web", "worker", "beat"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def required_variables() -> set[str]:
    """The environment variables that config/settings/prod.py reads without a default."""
    tree = ast.parse((ROOT / "config/settings/prod.py").read_text(encoding="utf-8"))
    return {
        ast.literal_eval(node.args[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "env"
        and not any(keyword.arg == "default" for keyword in node.keywords)
    }


def env_example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("=", 1) for line in lines if line and not line.startswith("#")]
    return dict(pairs)


def test_services(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == APP_SERVICES | {"postgres", "redis"}


@pytest.mark.parametrize("service", sorted(APP_SERVICES))
def test_every_variable_that_production_requires_is_given(compose: dict[str, Any], service: str) -> None:
    required = required_variables()
    assert required == {
        "SECRET_KEY",
        "CERTIFICATE_KEY",
        "PUBLIC_URL",
        "ALLOWED_HOSTS",
        "CSRF_TRUSTED_ORIGINS",
        "DATABASE_URL",
        "BROKER_URL",
        "EMAIL_URL",
        "DEFAULT_FROM_EMAIL",
    }
    given = compose["services"][service]["environment"]
    assert required - set(given) == set()
    assert given["DJANGO_SETTINGS_MODULE"] == "config.settings.prod"


def test_images_are_pinned_to_a_patch_version(compose: dict[str, Any]) -> None:
    images = {name: service["image"] for name, service in compose["services"].items()}
    assert {
        name for name, image in images.items() if not re.search(r":\d+\.\d+(\.\d+)?(-\w+)?$", image)
    } == set()
    assert images["postgres"].startswith("postgres:16.")
    assert images["redis"].startswith("redis:7.")
    base = re.search(r"^FROM (\S+)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert base
    assert re.fullmatch(r"python:3\.11\.\d+-slim-bookworm", base.group(1))


def test_the_application_image_has_the_version_of_the_project(compose: dict[str, Any]) -> None:
    version = re.search(
        r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert version
    assert {compose["services"][name]["image"] for name in APP_SERVICES} == {f"jiheng:{version.group(1)}"}


def test_everything_that_stays_up_has_a_health_check(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert {name for name in services if "healthcheck" not in services[name]} == {"prepare"}


def test_the_database_and_the_broker_are_not_published(compose: dict[str, Any]) -> None:
    published = {
        name: service["ports"] for name, service in compose["services"].items() if "ports" in service
    }
    assert published == {"web": ["127.0.0.1:${WEB_PORT:-8000}:8000"]}


def test_volumes_are_declared(compose: dict[str, Any]) -> None:
    used = {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
    }
    assert used == set(compose["volumes"])


def test_the_example_names_every_variable_and_no_secret() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    example = env_example()
    assert set(re.findall(r"\$\{(\w+)", text)) == set(example)
    assert {example["SECRET_KEY"], example["POSTGRES_PASSWORD"]} == {""}


def test_secrets_stay_out_of_the_repository_and_the_image() -> None:
    for name in (".gitignore", ".dockerignore"):
        assert ".env" in (ROOT / name).read_text(encoding="utf-8").splitlines()


def test_image_and_scripts_install_the_same_libraries() -> None:
    listed = re.search(r"^RUN_PACKAGES=\((.+)\)$", (ROOT / "scripts/lib.sh").read_text("utf-8"), re.MULTILINE)
    installed = re.search(
        r"--no-install-recommends (.+) \\$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE
    )
    assert listed
    assert installed
    assert installed.group(1).split() == listed.group(1).split()
