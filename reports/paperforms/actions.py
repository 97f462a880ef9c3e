"""Printing a questionnaire: it is frozen in the job, a worker prints it, the file is kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from decimal import Decimal

from django.db import transaction

from evaluations.dossier.plain import json_text
from evaluations.jobs import actions as jobs
from evaluations.jobs.leases import Lease
from evaluations.jobs.models import Job
from evaluations.people.models import User
from evaluations.projects.actions import log
from evaluations.questionnaires.models import Survey
from evaluations.surveying import plainly
from reports.paperforms import queries
from reports.paperforms.printing import print_form
from reports.publishing import stages
from reports.publishing.production import failures_told, kept

TASK = queries.TASK
FOLDER = "paperforms"
STEPS = (stages.GLYPHS, stages.PAGES, stages.WRITE, stages.VERIFY)
DRAFT = "草稿"
"""The watermark of what is not published."""


class CannotPrint(Exception):
    """Why nothing was begun; says what to do."""


@transaction.atomic
def start(survey: Survey, number: int, *, by: User, hand_over: Callable[..., Job] = jobs.enqueue) -> Job:
    """A job that prints version `number` of the survey's questionnaire, or its draft (0) with a watermark.

    Raises CannotPrint.
    """
    locked = Survey.objects.select_for_update(of=("self",)).select_related("project").get(pk=survey.pk)
    if queries.in_progress(locked) is not None:
        raise CannotPrint("上一份正在生成，请等它完成。")
    content = queries.content_of(locked, number)
    if content is None:
        raise CannotPrint("这一版问卷不存在，请刷新页面再选。")
    if not plainly.read(content).items:
        raise CannotPrint("问卷还没有题目，请先加题再打印。")
    label = f"第{number}版" if number else DRAFT
    arguments = {
        "survey": locked.pk,
        "number": number,
        "named": f"{plainly.read(content).title}　{label}",
        "content": json_text(content),
    }
    title = f"生成纸质问卷　{locked.title}　{label}"[:200]
    job = hand_over(task=TASK, arguments=arguments, title=title, by=by)
    subject = f"纸质问卷 {locked.title}"[:280]
    log(locked.project, by=by, kind="report", verb="生成", subject=f"{subject}　{label}")
    return job


def produce(lease: Lease) -> None:
    """The work of the job: print what it holds, keep the file by its content, say which it is."""
    asked = lease.job.arguments
    questionnaire = plainly.read(json.loads(asked["content"], parse_float=Decimal))
    stamp = "" if asked["number"] else DRAFT
    with failures_told():
        printed = print_form(
            questionnaire, named=asked["named"], stamp=stamp, progress=stages.listener(lease)
        )
    stages.enter(lease, stages.VERIFY)
    digest = hashlib.sha256(printed.pdf).hexdigest()
    name = kept(printed.pdf, digest, folder=FOLDER)
    with lease.deliver() as job:
        job.arguments = {**asked, "file": name, "pages": printed.pages, "size": len(printed.pdf)}
