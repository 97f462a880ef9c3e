"""How long the statistics of 30 questions take over 1,000, 10,000 and 100,000 sheets, cold.

Wall time of reading the coded rows and counting them, then of the whole page, on the database of
`DATABASE_URL` (an embedded one of its own without it). Everything that is made is gone afterwards.
`BENCH_SHEETS=1000,100000` asks for other sizes.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import django

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

FOLDER = tempfile.TemporaryDirectory(prefix="jiheng-bench-")
os.environ |= {
    "LOG_LEVEL": "WARNING",
    "DJANGO_SETTINGS_MODULE": "config.settings.test",
    "JIHENG_VAR": FOLDER.name,
}
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER.name}/bench.sqlite3")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402

from evaluations.exchange.actions import import_dossier  # noqa: E402
from evaluations.findings import queries  # noqa: E402
from evaluations.people.models import Firm, User  # noqa: E402
from evaluations.questionnaires.models import Channel, FormVersion, Response, Survey  # noqa: E402
from evaluations.surveying import coding, plainly  # noqa: E402
from evaluations.surveying.definition import (  # noqa: E402
    MULTIPLE,
    SCALE,
    SINGLE,
    Choice,
    Group,
    Item,
    Questionnaire,
)

CASE = ROOT / "tests" / "cases" / "hongda_2018.json"
QUESTIONS = 30
SIZES = (1_000, 10_000, 100_000)
GOAL = 1.0
"""Seconds for 100,000 sheets."""
REPEATS = 3


def questionnaire() -> Questionnaire:
    """Thirty questions: scales that count for 满意度, single and multiple choices; three groups."""
    choices = tuple(
        Choice(id=key, label=f"选项{key}", score=points, satisfied=points >= 75)
        for key, points in zip("abcde", (100, 75, 50, 25, 0), strict=True)
    )
    kinds = (SCALE, SINGLE, MULTIPLE)
    return Questionnaire(
        title="基准",
        groups=tuple(Group(id=key, label=f"群体{key}") for key in "xyz"),
        items=tuple(
            Item(
                id=f"q{number}",
                kind=kinds[number % 3],
                text=f"第{number}题",
                choices=choices,
                satisfaction=number % 3 == 0,
            )
            for number in range(QUESTIONS)
        ),
    )


def sheets(version: FormVersion, asked: Questionnaire, number: int) -> Iterator[Response]:
    """Sheets of every group and channel, from a seed."""
    chance = random.Random(number)  # noqa: S311
    columns = coding.columns(asked)
    channels = [Channel.OPEN, Channel.PAPER]
    for _ in range(number):
        row = [
            str(chance.randrange(1, 32) if column.item.kind == MULTIPLE else chance.randrange(5))
            for column in columns
        ]
        yield Response(
            survey_id=version.survey_id,
            version=version,
            key=uuid4(),
            channel=chance.choice(channels),
            group=chance.choice("xyz"),
            coded=",".join(row),
        )


def fill(survey: Survey, number: int) -> None:
    asked = questionnaire()
    version = FormVersion.objects.create(
        survey=survey, number=1, content=plainly.write(asked), sha256=plainly.digest(asked)
    )
    batch: list[Response] = []
    for one in sheets(version, asked, number):
        batch.append(one)
        if len(batch) == 5_000:
            Response.objects.bulk_create(batch)
            batch = []
    Response.objects.bulk_create(batch)


def best(work: Callable[[], Any]) -> tuple[float, float]:
    """The shortest of some runs, in seconds by the clock and of this process's processor time.

    The latter hides what else the machine does, and what a database server does.
    """
    clock, processor = [], []
    for _ in range(REPEATS):
        begun, used = time.perf_counter(), time.process_time()
        work()
        clock.append(time.perf_counter() - begun)
        processor.append(time.process_time() - used)
    return min(clock), min(processor)


def peak(work: Callable[[], Any]) -> float:
    """MB of Python's memory at most."""
    tracemalloc.start()
    work()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


def statistics(sizes: tuple[int, ...] = SIZES) -> None:
    """Prints a line for each size."""
    setup_test_environment()
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    person = User.objects.create(username=f"bench-{uuid4().hex}", display_name="基准")
    firm = Firm.objects.create(name=f"基准{uuid4().hex}", slug=uuid4().hex)
    project = import_dossier(CASE.read_bytes(), firm=firm, by=person)
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    print(f"{connection.vendor}, {QUESTIONS} questions; goal: {GOAL:.1f} s for 100,000 sheets")
    print("   sheets  counting s (processor)    page s (processor)  µs/sheet  peak MB")
    for number in sizes:
        survey = Survey.objects.create(project=project, position=number, title=f"{number}份")
        fill(survey, number)
        url = reverse("findings:statistics", args=[project.pk, survey.pk])
        counting, used = best(lambda survey=survey: queries.statistics(survey))
        page, used_by_page = best(lambda url=url: browser.get(url))
        most = peak(lambda survey=survey: queries.statistics(survey))
        print(
            f"{number:>9,} {counting:>11.3f} ({used:>9.3f}) {page:>9.3f} ({used_by_page:>9.3f})"
            f" {used / number * 1e6:>9.2f} {most:>8.1f}",
            flush=True,
        )
        Response.objects.filter(survey=survey).delete()


def main() -> None:
    asked = os.environ.get("BENCH_SHEETS", "")
    statistics(tuple(int(one) for one in asked.split(",")) if asked else SIZES)


if __name__ == "__main__":
    main()
