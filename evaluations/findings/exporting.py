"""Getting answers out: Excel, CSV, SPSS; complete, however many there are, a sheet at a time in memory.

No device, no address and no one-time code is in any of them.
"""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from evaluations.findings.queries import questionnaire_of_all, versions_of
from evaluations.findings.sheets import group_labels, why_not
from evaluations.jobs import actions as jobs
from evaluations.jobs.leases import JobFailed, Lease
from evaluations.jobs.models import ENDED, Job, JobState
from evaluations.people.models import User
from evaluations.questionnaires.models import Channel, Response, Survey
from evaluations.questionnaires.receiving import questionnaire_of
from evaluations.surveying import coding, spss
from evaluations.surveying.definition import Questionnaire
from evaluations.surveying.tables import Field, Value, fields, guarded, named_once

EXPORT = "evaluations.findings.export"
KINDS: Mapping[str, str] = {
    "xlsx": "Excel（.xlsx）",
    "csv": "CSV（UTF-8，.csv）",
    "spss": "SPSS（数据和标签，.zip）",
}
ENDINGS: Mapping[str, str] = {"xlsx": "xlsx", "csv": "csv", "spss": "zip"}
MOST_ROWS = 1_048_575
"""Lines under the head that a sheet of Excel holds; what is more goes on in a further one."""
AT_ONCE = 5_000
"""Up to so many sheets are written while one waits, more by a worker."""
BATCH = 2_000
WIDTH = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is wanted: a key of KINDS, codes in place of words, all sheets in place of the valid ones."""

    kind: str
    is_coded: bool = False
    is_all: bool = False

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Order:
        """From the form."""
        return cls(kind=data["kind"], is_coded=data["cells"] == "codes", is_all=data["scope"] == "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The columns and, when asked for, the lines."""

    survey: Survey
    questionnaire: Questionnaire
    order: Order

    @property
    def questions(self) -> list[Field]:
        """The columns of answers; SPSS wants codes."""
        is_coded = self.order.is_coded or self.order.kind == "spss"
        return fields(self.questionnaire, is_coded=is_coded)

    def head(self) -> list[Field]:
        """All columns, those about the sheet first."""
        named = [("sheet_no", "序号", 0), ("version", "版本", 0), ("channel", "渠道", 40)]
        named += [("group_name", "群体", 240), ("paper_no", "纸质编号", 160), ("submitted", "提交时间", 20)]
        named += [("seconds", "用时（秒）", 0)]
        if self.order.is_all:
            named += [("valid", "有效", 0), ("reasons", "不计入的原因", 4000)]
        about = [Field(name=name, label=label, width=width, of=_nothing) for name, label, width in named]
        return named_once([*about, *self.questions])

    def lines(self) -> Iterator[list[Value]]:
        """One for each sheet, in the order in which they came."""
        labels, questions = group_labels(self.questionnaire), self.questions
        for number, one in enumerate(_sheets(self.survey, is_all=self.order.is_all), 1):
            questionnaire = questionnaire_of(one.version)
            answers = coding.decode(questionnaire, one.coded, one.words)
            about = self._about(number, one, labels)
            yield [*about, *(field.of(answers) for field in questions)]

    def _about(self, number: int, one: Response, labels: Mapping[str, str]) -> list[Value]:
        came = timezone.localtime(one.submitted_at).strftime("%Y-%m-%d %H:%M:%S")
        found: list[Value] = [number, one.version.number, Channel(one.channel).label]
        found += [labels.get(one.group, one.group), one.sheet, came, one.seconds]
        return [*found, int(one.is_valid), "；".join(why_not(one))] if self.order.is_all else found


def _nothing(_answers: Any) -> None:
    return None


def table(survey: Survey, order: Order) -> Table | None:
    """The table that is wanted; None before a questionnaire is published."""
    questionnaire = questionnaire_of_all(versions_of(survey))
    return None if questionnaire is None else Table(survey=survey, questionnaire=questionnaire, order=order)


def count_of(survey: Survey, order: Order) -> int:
    """How many lines it will have."""
    rows = Response.objects.filter(survey=survey)
    return (rows if order.is_all else rows.filter(is_valid=True)).count()


def _sheets(survey: Survey, *, is_all: bool) -> Iterator[Response]:
    """All of them, a batch at a time by their numbers, so that what comes meanwhile moves no page."""
    rows = Response.objects.filter(survey=survey).order_by("pk").defer("device")
    rows = rows if is_all else rows.filter(is_valid=True)
    versions = {one.pk: one for one in versions_of(survey)}
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        for one in batch:
            one.version = versions[one.version_id]
            yield one
        last = batch[-1].pk


# Files --------------------------------------------------------------------------------------------


def csv_lines(made: Table, *, with_names: bool = False) -> Iterator[str]:
    """The lines of a CSV; with names of variables as its head it is one for programs."""
    head = made.head()
    yield "\ufeff" + _written([one.name if with_names else one.label for one in head])
    for line in made.lines():
        yield _written([" ".join(one.split()) if with_names else one for one in map(guarded, line)])


def _written(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def write(made: Table, file: IO[bytes], *, most_rows: int = MOST_ROWS) -> None:
    """Writes the file that the order of the table wants."""
    match made.order.kind:
        case "xlsx":
            _write_excel(made, file, most_rows)
        case "spss":
            _write_spss(made, file)
        case _:
            for line in csv_lines(made):
                file.write(line.encode())


def _write_excel(made: Table, file: IO[bytes], most_rows: int) -> None:
    """Texts stay texts, whatever they begin with."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        bold = book.add_format({"bold": True, "bg_color": "#EEECE6", "bottom": 1, "text_wrap": True})
        labels = [one.label for one in made.head()]
        sheet = _new_sheet(book, labels, bold, 1)
        for number, line in enumerate(made.lines()):
            place = number % most_rows
            if number and not place:
                sheet = _new_sheet(book, labels, bold, number // most_rows + 1)
            _write_line(sheet, place + 1, line)
        _write_codes(book, made, bold)


def _new_sheet(book: Any, labels: Sequence[str], bold: Any, number: int) -> Any:
    sheet = book.add_worksheet("答卷" if number == 1 else f"答卷{number}")
    sheet.set_column(0, max(0, len(labels) - 1), WIDTH)
    sheet.freeze_panes(1, 0)
    for at, label in enumerate(labels):
        sheet.write_string(0, at, label, bold)
    return sheet


def _write_line(sheet: Any, place: int, line: Sequence[Value]) -> None:
    for at, value in enumerate(line):
        if isinstance(value, str):
            sheet.write_string(place, at, value)
        elif value is not None:
            sheet.write_number(place, at, value)


def _write_codes(book: Any, made: Table, bold: Any) -> None:
    """What codes stand for."""
    coded = [one for one in made.questions if one.values]
    if not coded:
        return
    sheet, place = book.add_worksheet("编号说明"), 1
    sheet.set_column(0, 2, 40)
    for at, label in enumerate(("题目", "编号", "选项")):
        sheet.write_string(0, at, label, bold)
    for one in coded:
        for code, label in one.values:
            _write_line(sheet, place, [one.label, code, label])
            place += 1


def _write_spss(made: Table, file: IO[bytes]) -> None:
    head = made.head()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        with bundle.open("answers.csv", "w") as member:
            for line in csv_lines(made, with_names=True):
                member.write(line.encode())
        said = spss.syntax(made.survey.title, "answers.csv", head)
        bundle.writestr("answers.sps", f"\ufeff{said}")


def file_name(survey: Survey, order: Order) -> str:
    """What the file is called when it is saved."""
    title = "".join(character for character in survey.title if character not in '\\/:*?"<>|\r\n\t')[:60]
    return f"{title or '社会调查'}　答卷.{ENDINGS[order.kind]}"


# By a worker --------------------------------------------------------------------------------------


@transaction.atomic
def start_export(survey: Survey, order: Order, *, by: User) -> Job:
    """Lets a worker write the file."""
    arguments = {
        "project_id": survey.project_id,
        "survey_id": survey.pk,
        "kind": order.kind,
        "is_coded": order.is_coded,
        "is_all": order.is_all,
    }
    title = f"{survey.title[:150]}　导出答卷　{KINDS[order.kind]}"
    return jobs.enqueue(task=EXPORT, arguments=arguments, title=title, by=by)


def export_in_background(lease: Lease) -> None:
    """The work of the job: the file is stored before the job is done, those of earlier jobs go."""
    arguments = lease.job.arguments
    survey = Survey.objects.select_related("project").get(pk=arguments["survey_id"])
    made = table(survey, order_of(lease.job))
    if made is None:
        raise JobFailed("这次调查还没有发布问卷，没有答卷可导出。")
    lease.stage("写文件", percent=10)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers"
        with path.open("wb") as file:
            write(made, file)
        with path.open("rb") as file:
            default_storage.delete(stored_name(lease.job))
            default_storage.save(stored_name(lease.job), File(file))
    with lease.deliver():
        pass
    _forget_earlier(lease.job)


def order_of(job: Job) -> Order:
    """What the job was asked for."""
    arguments = job.arguments
    return Order(kind=arguments["kind"], is_coded=arguments["is_coded"], is_all=arguments["is_all"])


def stored_name(job: Job) -> str:
    """Where the job's file lies in the storage."""
    return f"survey-exports/{job.pk}.{ENDINGS[job.arguments['kind']]}"


def is_ready(job: Job) -> bool:
    """Whether its file can be fetched."""
    return job.state == JobState.DONE and default_storage.exists(stored_name(job))


def _forget_earlier(job: Job) -> None:
    """Of one survey and person only the newest file is kept: answers lie nowhere longer than needed."""
    same = Job.objects.filter(
        task=EXPORT,
        arguments__survey_id=job.arguments["survey_id"],
        requested_by=job.requested_by,
        state__in=ENDED,
        pk__lt=job.pk,
    )
    for one in same.order_by("-pk")[:50]:
        default_storage.delete(stored_name(one))
