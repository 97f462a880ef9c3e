"""The sample report, printed once."""

import pytest

from reports.rendering import Attachment, Progress, Rendered, render
from tests.reports.rendering.paper import Paper
from tests.reports.rendering.sample import sample

DOSSIER = Attachment(
    name="dossier.json",
    mime="application/json",
    content='{"名称": "热线"}'.encode(),
    description="评价数据",
    relationship="Source",
)


@pytest.fixture(scope="session")
def printing() -> tuple[Rendered, list[Progress]]:
    told: list[Progress] = []
    return render(sample(), identifier="sample-1", attachments=(DOSSIER,), progress=told.append), told


@pytest.fixture(scope="session")
def rendered(printing: tuple[Rendered, list[Progress]]) -> Rendered:
    return printing[0]


@pytest.fixture(scope="session")
def paper(rendered: Rendered) -> Paper:
    return Paper(rendered.pdf)
