"""`kill -9` of the web server while 1,000 sheets come in: none acknowledged is lost, none counts twice."""

from __future__ import annotations

import http.client
import re
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

from tests.processes import Installation, answers, end, free_port, wait_for

SHEETS, CLIENTS = 1000, 4
PATIENCE = 240
SERVER = (
    *("-m", "gunicorn", "config.wsgi", "--worker-class", "gthread", "--workers", "2", "--threads", "4"),
    *("--no-control-socket", "--access-logfile", "-"),
)
"""As `scripts/serve` starts it."""
PREPARE = """
from evaluations.people.models import Firm
from evaluations.projects.models import Project
from evaluations.questionnaires.models import Survey
from indicators.systems.models import IndicatorSystem
from tests.evaluations.questionnaires.answering.making import TWO, collect
firm = Firm.objects.create(name="砚清会计师事务所", slug="yanqing")
project = Project.objects.create(firm=firm, system=IndicatorSystem.objects.create(), title="助餐")
print(collect(TWO, project).token)
"""


class Phones:
    """Respondents one after the other, who send the same sheet again until somebody says that it is there."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.place = port, f"/s/{token}/"
        self.until = time.monotonic() + PATIENCE
        self.acknowledged: list[UUID] = []
        self.sent_again = 0

    def answer(self) -> None:
        """One sheet: begun, and sent until it is acknowledged."""
        cookies, field = self._form()
        begun, _ = self._post(self.place, {"whole": "1", **field}, cookies)
        sheet = {"q1": "a", "q2": "4", **field}
        done, tries = self._post(begun, sheet, cookies)
        assert done == f"{self.place}thanks/"
        self.sent_again += tries > 1
        self.acknowledged.append(UUID(begun.split("/")[3]))

    def _form(self) -> tuple[str, dict[str, str]]:
        headers, text = self._until_heard("GET", self.place, None, {})[0]
        cookie = str(headers["Set-Cookie"]).partition(";")[0]
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', text)
        assert token is not None
        return cookie, {"csrfmiddlewaretoken": token[1]}

    def _post(self, path: str, fields: dict[str, str], cookies: str) -> tuple[str, int]:
        sent = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        (headers, _), tries = self._until_heard("POST", path, urlencode(fields), sent)
        return str(headers["Location"]), tries

    def _until_heard(
        self, method: str, path: str, body: str | None, sent: dict[str, str]
    ) -> tuple[tuple[http.client.HTTPMessage, str], int]:
        tries = 0
        while time.monotonic() < self.until:
            tries += 1
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                connection.request(method, path, body, sent)
                response = connection.getresponse()
                text = response.read().decode()
                if response.status < 500:
                    return (response.headers, text), tries
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
            finally:
                connection.close()
        raise AssertionError(f"no answer to {method} {path} within {PATIENCE} s")


def stored(installation: Installation) -> list[UUID]:
    """The keys of all sheets that are there, read from outside."""
    database = sqlite3.connect(installation.folder / "jiheng.sqlite3", timeout=30)
    try:
        return [UUID(key) for (key,) in database.execute("SELECT key FROM evaluations_response")]
    finally:
        database.close()


def test_a_killed_server_loses_no_sheet(migrated: Path, tmp_path: Path) -> None:
    limits = {"SURVEY_STARTS": "1000000", "SURVEY_POSTS": "1000000", "LOG_LEVEL": "WARNING"}
    here, port = Installation.copied(migrated, tmp_path, **limits), free_port()
    here.manage("collectstatic", "--noinput", "--verbosity", "0")
    phones = Phones(port, here.python(PREPARE).strip())

    def story() -> str:
        return f"{len(phones.acknowledged)} acknowledged\n{here.log('web').read_text()[-2000:]}"

    arguments = (*SERVER, "--bind", f"127.0.0.1:{port}")
    server = here.start(*arguments, log="web")
    try:
        with ThreadPoolExecutor(CLIENTS) as beside:
            wait_for(lambda: answers(port), seconds=90, what=story)
            sheets = [beside.submit(phones.answer) for _ in range(SHEETS)]
            wait_for(lambda: len(phones.acknowledged) > SHEETS // 3, seconds=PATIENCE, what=story)
            end(server)
            assert len(phones.acknowledged) < SHEETS
            assert set(phones.acknowledged) <= set(stored(here))
            server = here.start(*arguments, log="web")
            for sheet in sheets:
                sheet.result(PATIENCE)
    finally:
        end(server)
    found = stored(here)
    assert len(found) == len(set(found)) == SHEETS
    assert set(found) == set(phones.acknowledged)
