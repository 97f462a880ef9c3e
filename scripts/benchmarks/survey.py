"""How many sheets a second a survey takes, on SQLite and on PostgreSQL, and whether each is there afterwards.

A real server (gunicorn with two workers, as `scripts/serve` starts it) and four client processes beside it on
the same processors. First sheets that were filled in beforehand are handed in as fast as they are taken; then
each respondent goes the whole way of a phone, which is four requests: the first page, beginning, the sheet of
30 questions, handing it in. PostgreSQL: that of TEST_DATABASE_URL (default postgres@127.0.0.1:5432), in a
database of its own. Environment: SURVEY_SECONDS (20) is how long the whole way is measured.
"""

from __future__ import annotations

import http.client
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.processes import Installation, answers, end, free_port, wait_for  # noqa: E402

CLIENTS = 4
WARM_UP = 2.0
SECONDS = float(os.environ.get("SURVEY_SECONDS", "20"))
WAITING = 500
"""Sheets of each client that wait to be handed in."""
GOAL = 100
POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
TOKEN = "bench"  # noqa: S105 - the link of a survey
QUESTIONS = 30

PREPARE = f"""
from evaluations.people.models import Firm
from evaluations.projects.models import Project
from evaluations.questionnaires.models import Collection, FormVersion, Survey
from evaluations.surveying import plainly
from evaluations.surveying.definition import SCALE, Choice, Item, Questionnaire
from indicators.systems.models import IndicatorSystem
firm = Firm.objects.create(name="砚清会计师事务所", slug="yanqing")
project = Project.objects.create(firm=firm, system=IndicatorSystem.objects.create(), title="助餐")
survey = Survey.objects.create(project=project, title="满意度调查", position=1)
labels = enumerate(("很满意", "满意", "一般", "不满意", "很不满意"))
marks = tuple(Choice(id=str(at), label=name) for at, name in labels)
items = tuple(
    Item(id=f"q{{at}}", kind=SCALE, text=f"您对第{{at}}项服务满意吗？", choices=marks)
    for at in range(1, {QUESTIONS} + 1)
)
form = Questionnaire(title="满意度问卷", items=items)
FormVersion.objects.create(survey=survey, number=1, content=plainly.write(form), sha256=plainly.digest(form))
Collection.objects.create(survey=survey, token={TOKEN!r})
"""
COUNT = """
from evaluations.questionnaires.models import Response, Sitting
print(Response.objects.count(), Response.objects.values("key").distinct().count(), Sitting.objects.count())
"""


BODY = {f"q{at}": str(at % 5) for at in range(1, QUESTIONS + 1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """When the first sheet was sent, when the last was acknowledged, milliseconds of each."""

    begun: float
    ended: float
    handed_in: list[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Milliseconds of each handing in within the time that counts, and how many were acknowledged in all."""

    handed_in: list[float]
    whole: list[float]
    acknowledged: int
    refused: int


def main() -> None:
    """Measures and prints; further parts are further functions."""
    submissions()


def submissions() -> None:
    """Sheets a second on both databases."""
    print(f"{CLIENTS} clients, {QUESTIONS} questions, {SECONDS:g} s each, {os.cpu_count()} processors")
    for name, where in (("SQLite", _on_sqlite), ("PostgreSQL", _on_postgres)):
        with where() as installation:
            _measure(name, installation)


def _measure(name: str, installation: Installation) -> None:
    installation.python(PREPARE)
    with _server(installation) as port, multiprocessing.Pool(CLIENTS) as pool:
        delivered = pool.map(_deliver, [port] * CLIENTS, chunksize=1)
        _print_delivered(name, delivered)
        until = time.monotonic() + WARM_UP + SECONDS
        parts = pool.starmap(_respond, [(port, until)] * CLIENTS)
    handed_in = sorted(one for part in parts for one in part.handed_in)
    whole = sorted(one for part in parts for one in part.whole)
    stored, different, unfinished = (int(one) for one in installation.python(COUNT).split())
    acknowledged = CLIENTS * WAITING + sum(part.acknowledged for part in parts)
    rate = len(handed_in) / SECONDS
    print(f"{name:<11} {rate:7.1f} whole ways/s", end="  ")
    print(f"handing in p50 {_at(handed_in, 50):.1f} ms p95 {_at(handed_in, 95):.1f} ms", end="  ")
    print(f"whole way p50 {_at(whole, 50):.1f} ms p95 {_at(whole, 95):.1f} ms", end="  ")
    print(f"acknowledged {acknowledged}, stored {stored}, different keys {different}, refused", end=" ")
    print(sum(part.refused for part in parts), f"unfinished {unfinished}", flush=True)
    assert stored == different == acknowledged, "a sheet was lost or counted twice"


def _print_delivered(name: str, parts: list[Delivered]) -> None:
    seconds = max(part.ended for part in parts) - min(part.begun for part in parts)
    rate = CLIENTS * WAITING / seconds
    handed_in = sorted(one for part in parts for one in part.handed_in)
    told = "reached" if rate >= GOAL else "MISSED"
    print(f"{name:<11} {rate:7.1f} sheets/s handed in (goal {GOAL}: {told})", end="  ")
    print(f"p50 {_at(handed_in, 50):.1f} ms p95 {_at(handed_in, 95):.1f} ms", flush=True)


def _at(values: list[float], percent: int) -> float:
    return quantiles(values, n=100)[percent - 1]


def _deliver(port: int) -> Delivered:
    """One client: sheets that are begun beforehand, then handed in one after the other."""
    waiting = []
    for _ in range(WAITING):
        phone = Phone(port)
        place = phone.begin()
        waiting.append((phone, place, phone.get(place)))
        phone.hang_up()
    handed_in = []
    begun = time.monotonic()
    for phone, place, page in waiting:
        sent = time.perf_counter()
        done = phone.post(place, BODY, page)
        handed_in.append((time.perf_counter() - sent) * 1000)
        phone.hang_up()
        assert done.endswith("/thanks/"), done
    return Delivered(begun=begun, ended=time.monotonic(), handed_in=handed_in)


def _respond(port: int, until: float) -> Measured:
    """One client: respondents one after the other, each with the cookies of a new phone."""
    begins = until - SECONDS
    handed_in, whole, acknowledged, refused = [], [], 0, 0
    while time.monotonic() < until:
        begun = time.perf_counter()
        phone = Phone(port)
        place = phone.begin()
        page = phone.get(place)
        sent = time.perf_counter()
        done = phone.post(place, BODY, page)
        now = time.perf_counter()
        phone.hang_up()
        if not done.endswith("/thanks/"):
            refused += 1
            continue
        acknowledged += 1
        if begins <= time.monotonic() <= until:
            handed_in.append((now - sent) * 1000)
            whole.append((now - begun) * 1000)
    return Measured(handed_in=handed_in, whole=whole, acknowledged=acknowledged, refused=refused)


class Phone:
    """A browser as far as the server sees it: a connection, cookies and the token of the form."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies = dict[str, str]()

    def hang_up(self) -> None:
        """Closes the connection; the next request opens another, which any worker may take."""
        self.connection.close()

    def begin(self) -> str:
        """Where the sheet is that was begun on the first page."""
        return self.post(f"/s/{TOKEN}/", {"whole": "1"}, self.get(f"/s/{TOKEN}/"))

    def get(self, path: str) -> str:
        """The text of a page."""
        return self._ask("GET", path)[1]

    def post(self, path: str, fields: dict[str, str], page: str) -> str:
        """Where a form leads to; empty where it is refused."""
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
        fields = {"csrfmiddlewaretoken": token[1] if token else "", **fields}
        return self._ask("POST", path, urlencode(fields))[0]

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies} if cookies else {}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        for line in response.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.headers.get("Location", ""), text


@contextmanager
def _server(installation: Installation) -> Iterator[int]:
    port = free_port()
    process = installation.start(*SERVER, "--bind", f"127.0.0.1:{port}", log="web")
    try:
        wait_for(lambda: answers(port), seconds=60, what=lambda: installation.log("web").read_text())
        yield port
    finally:
        end(process)


SERVER = (
    *("-m", "gunicorn", "config.wsgi", "--worker-class", "gthread", "--workers", "2", "--threads", "4"),
    *("--no-control-socket", "--access-logfile", "-"),
)
"""As `scripts/serve` starts it."""
NO_LIMITS = {"SURVEY_STARTS": "100000000", "SURVEY_POSTS": "100000000", "LOG_LEVEL": "WARNING"}


def _installed(folder: str, **settings: str) -> Installation:
    installation = Installation(Path(folder), **NO_LIMITS, **settings)
    installation.manage("migrate", "--verbosity", "0")
    installation.manage("collectstatic", "--noinput", "--verbosity", "0")
    return installation


@contextmanager
def _on_sqlite() -> Iterator[Installation]:
    with tempfile.TemporaryDirectory(prefix="jiheng-bench-") as folder:
        yield _installed(folder)


@contextmanager
def _on_postgres() -> Iterator[Installation]:
    url = urlsplit(POSTGRES)
    name = f"jiheng_bench_{os.getpid()}"
    _psql(f"CREATE DATABASE {name}")
    try:
        with tempfile.TemporaryDirectory(prefix="jiheng-bench-") as folder:
            yield _installed(folder, DATABASE_URL=url._replace(path=f"/{name}").geturl())
    finally:
        _psql(f"DROP DATABASE {name} WITH (FORCE)")


def _psql(command: str) -> None:
    subprocess.run(["psql", "--quiet", "--dbname", POSTGRES, "--command", command], check=True)


if __name__ == "__main__":
    main()
