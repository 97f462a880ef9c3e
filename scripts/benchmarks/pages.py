"""How long a project's pages take beside a bare one (for a new password), with 25 and 200 scored indicators.

The larger project also has 2,000 evidence files and a base table of 5,000 items, the smaller 20 and 50.

Processor time of a request through Django's test client on an embedded database; ratios hold on any machine,
milliseconds do not. The queries of a page must not grow with what it shows.
Each round saves a figure: `texts composed` are made anew, `composed again` are those of just now. Of a large
project they follow the page `texts`, and are what it waits for.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

# A private installation that is gone with the process: the settings are read from here when Django starts.
FOLDER = tempfile.TemporaryDirectory(prefix="jiheng-bench-")
os.environ |= {
    "LOG_LEVEL": "WARNING",
    "DJANGO_SETTINGS_MODULE": "config.settings.test",
    "DATABASE_URL": f"sqlite:///{FOLDER.name}/bench.sqlite3",
    "JIHENG_VAR": FOLDER.name,
}
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402

from evaluations.evidence.models import Document, DocumentVersion, EvidenceLink  # noqa: E402
from evaluations.exchange.actions import import_dossier  # noqa: E402
from evaluations.fieldwork.models import BaseTable, BaseTableItem  # noqa: E402
from evaluations.papers.actions import run_now  # noqa: E402
from evaluations.people.models import Firm, User  # noqa: E402
from evaluations.projects.models import Project  # noqa: E402
from indicators.scoring import load  # noqa: E402

CASES = ROOT / "tests" / "cases"
SIZES = (25, 200)
FILLED = {25: (20, 50), 200: (2000, 5000)}
"""Evidence files and data items of each."""
BRANCHES = 10
REPEATS = 5
GOAL = 200
"""Milliseconds of processor time that a page of 200 indicators may take."""

BARE = "password page"

Work = Callable[[], Any]
Ready = Callable[[], Work]
"""Prepares a request; what it returns sends it."""


def dossier(leaves: int) -> dict[str, Any]:
    """The published evaluation with so many scored indicators, of all rule kinds of the cases in turn."""
    models = [leaf for name in ("linfang_2018", "hongda_2018") for leaf in leaves_of(load_case(name))]
    rows: dict[str, list[dict[str, Any]]] = {f"B{number}": [] for number in range(BRANCHES)}
    for number, model in enumerate(islice(cycle(models), leaves)):
        parent = f"B{number % BRANCHES}"
        rows[parent].append({**model, "code": f"{parent}-{number}", "parent": parent})
    listed: list[dict[str, Any]] = []
    for code, group in rows.items():
        weight = sum(one["weight"] for one in group)
        listed += [{"code": code, "name": f"第{code}组", "parent": None, "weight": weight}, *group]
    return {**load_case("linfang_2018"), "indicators": listed}


def load_case(name: str) -> dict[str, Any]:
    return load((CASES / f"{name}.json").read_bytes())


def leaves_of(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The indicators of a case that are scored by a rule of their own."""
    parents = {row["parent"] for row in case["indicators"]}
    return [row for row in case["indicators"] if row["code"] not in parents]


def made(leaves: int, firm: Firm, person: User) -> Project:
    """A project of this size with two finished runs."""
    project = import_dossier(dossier(leaves), firm=firm, by=person)
    for _ in range(2):
        run_now(project, by=person)
    return project


def fill(project: Project, files: int, items: int) -> None:
    """So many documents, each of one file and linked to an item, and so many items of one table."""
    table = BaseTable.objects.create(project=project, position=900, code="大表")
    BaseTableItem.objects.bulk_create(
        BaseTableItem(table=table, position=place, name=f"数据项{place}", kind="number", number=place)
        for place in range(items)
    )
    documents = Document.objects.bulk_create(
        Document(project=project, position=place, number=f"G-{place:04}", title=f"资料{place}")
        for place in range(files)
    )
    DocumentVersion.objects.bulk_create(
        DocumentVersion(
            project=project, document=one, position=0, name=f"{one.title}.pdf", sha256=f"{one.pk:064}", size=9
        )
        for one in documents
    )
    EvidenceLink.objects.bulk_create(
        EvidenceLink(document=one, position=0, base_item=item)
        for one, item in zip(documents, cycle(table.items.all()), strict=False)
    )


def requests(browser: Client, project: Project) -> dict[str, Ready]:
    """The requests by their names."""
    numbers = project.papers.filter(inputs__kind="number").order_by("indicator__position")
    on_paper = [project.pk, numbers[0].indicator.code]
    paper = reverse("papers:paper", args=on_paper)
    first = project.documents.earliest("position").pk
    table = project.basetables.get(code="大表").pk
    urls = {
        BARE: reverse("people:password"),
        "project home": reverse("desk:project", args=[project.pk]),
        "indicator tree": reverse("design:tree", args=[project.pk]),
        "papers": reverse("papers:list", args=[project.pk]),
        "one paper": paper,
        "scores": reverse("papers:scores", args=[project.pk]),
        "run": reverse("papers:run-detail", args=[project.pk, 2]),
        "evidence": reverse("evidence:list", args=[project.pk]),
        "Ctrl K": reverse("desk:find") + f"?q=资料&project={project.pk}",
        "evidence found": reverse("evidence:list", args=[project.pk]) + "?q=资料1&show=linked",
        "document": reverse("evidence:document", args=[project.pk, first]),
        "choices": reverse("evidence:choices", args=[project.pk]) + "?words=资料1",
        "row marks": reverse("evidence:marks", args=[project.pk]) + "?kind=base_item",
        "base tables": reverse("fieldwork:base-tables", args=[project.pk]),
        "base table": reverse("fieldwork:base-table", args=[project.pk, table]),
        "references": reverse("papers:references", args=[project.pk]),
        "texts": reverse("composing:sections", args=[project.pk]),
        "texts composed": reverse("composing:sections", args=[project.pk]) + "?as=part",
        "composed again": reverse("composing:sections", args=[project.pk]) + "?as=part",
        "results": reverse("publishing:editions", args=[project.pk]),
    }
    return {
        **{name: partial(partial, browser.get, url) for name, url in urls.items()},
        "preview": partial(posting, browser, paper, reverse("papers:preview", args=on_paper)),
        "save": partial(posting, browser, paper, reverse("papers:save", args=on_paper)),
    }


def posting(browser: Client, page: str, target: str) -> Work:
    """The request that sends the form of `page`, its first figure changed."""
    form = browser.get(page).context["form"]
    data = {field.html_name: field.value() for field in form}
    data |= {field.html_initial_name: field.initial for field in form if field.field.show_hidden_initial}
    figure = next(key for key, kind in form.kinds.items() if kind == "number")
    data[figure] = str(int(form.initial[figure] or 0) + 1)
    return partial(browser.post, target, {key: "" if value is None else value for key, value in data.items()})


def milliseconds(ready: Ready) -> float:
    """Of the processor, for one request; the page's cyclic garbage is the next page's, and is not counted."""
    work = ready()
    gc.collect()
    start = time.process_time()
    response = work()
    taken = time.process_time() - start
    if response.status_code not in {200, 302}:
        message = f"{response.request['PATH_INFO']} answered {response.status_code}"
        raise RuntimeError(message)
    return taken * 1000


def asked(ready: Ready) -> int:
    """How many queries the request makes."""
    work = ready()
    with CaptureQueriesContext(connection) as queries:
        work()
    return len(queries)


def measured(browser: Client, projects: dict[int, Project]) -> dict[str, dict[int, tuple[float, int]]]:
    """Of each page at each size the fastest of some requests, and its queries; sizes and pages in turn."""
    by_size = {size: requests(browser, project) for size, project in projects.items()}
    for ready in by_size.values():
        ready["save"]()()  # from now on the facts are newer than the run, so that pages have to compare them
    names = list(by_size[SIZES[0]])
    best = {name: dict.fromkeys(SIZES, float("inf")) for name in names}
    for _ in range(REPEATS):
        for name in names:
            for size in SIZES:
                best[name][size] = min(best[name][size], milliseconds(by_size[size][name]))
    return {name: {size: (best[name][size], asked(by_size[size][name])) for size in SIZES} for name in names}


def report(found: dict[str, dict[int, tuple[float, int]]]) -> None:
    """A line per page: milliseconds, the ratio to the bare page, queries."""
    bare = min(taken for taken, _ in found[BARE].values())
    print(f"{'':18}" + "".join(f"{f'{size} indicators':>30}" for size in SIZES))
    for name, sizes in found.items():
        cells = (
            f"{taken:8.0f} ms {taken / bare:6.1f} × {queries:3} queries" for taken, queries in sizes.values()
        )
        slow = "  over the goal" if sizes[SIZES[-1]][0] > GOAL else ""
        grows = "  queries grow" if len({queries for _, queries in sizes.values()}) > 1 else ""
        print(f"{name:18}" + "".join(f"{cell:>30}" for cell in cells) + slow + grows)


def main() -> None:
    """Measures each page; ratios are to a page of the same product that shows next to nothing."""
    setup_test_environment(debug=False)
    call_command("migrate", verbosity=0)
    firm = Firm.objects.create(name="砚清会计师事务所", slug="bench")
    person = User.objects.create_user("bench@example.com", password=None, display_name="陆婉宁")
    browser = Client()
    browser.force_login(person)
    projects = {size: made(size, firm, person) for size in SIZES}
    for size, project in projects.items():
        fill(project, *FILLED[size])
    report(measured(browser, projects))


if __name__ == "__main__":
    main()
