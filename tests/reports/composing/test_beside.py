"""What a report prints beside its dossier: read from rows, frozen with the snapshot, nothing private."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from evaluations.design.balancing import mark_taken, save_voice
from evaluations.design.models import Method, WeightingRound
from evaluations.engagement.actions import change_member, sign_declaration
from evaluations.engagement.models import Citation, PolicyDocument
from evaluations.evidence.actions import link
from evaluations.evidence.models import Document, DocumentVersion
from evaluations.fieldwork.models import InterviewParticipant, SiteVisit
from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectMember
from reports.composing.beside import MOST_PHOTOS, beside_of
from reports.composing.snapshot import (
    Snapshot,
    Unusable,
    current_material,
    digest,
    document_of,
    freeze,
    is_current,
    material_of,
    pictures,
)
from reports.document import Beside, Photo, Repeal, as_plain, compose, from_plain, plain_text
from reports.publishing.actions import current_run
from tests.evaluations.evidence.making import add, photo
from tests.factories import add_member, make_project, make_user
from tests.reports.document.rich import BESIDE


@pytest.fixture
def lead(db: None) -> User:
    return make_user(role="staff", display_name="陆婉宁")


@pytest.fixture
def project(lead: User) -> Project:
    return make_project(by=lead)


def frozen(project: Project, by: User) -> Snapshot:
    return freeze(project, current_run(project, by=by), edition=1, issued=date(2019, 8, 16))


def test_plain_and_back_is_the_same() -> None:
    text = json.dumps(as_plain(BESIDE), ensure_ascii=False)
    assert from_plain(json.loads(text)) == BESIDE
    assert from_plain({}) == Beside()


# Team -----------------------------------------------------------------------------------------------


def test_the_team_is_named_without_bureau_unit_and_anything_private(project: Project, lead: User) -> None:
    add_member(project, make_user(display_name="何景明"), role="bureau_officer")
    add_member(project, make_user(display_name="宋知夏"), role="unit_contact")
    expert = add_member(project, make_user(display_name="梁思齐"), role="expert")
    row = ProjectMember.objects.get(project=project, user=lead)
    data = {"role": "manager", "duties": "主持评价", "title": "高级会计师", "certificate": "注册会计师",
            "years": 16, "evaluation_years": 8}  # fmt: skip
    change_member(project, row.pk, data, revision=row.revision, by=lead)
    sign_declaration(project, has_interest=True, explanation="曾在该单位任职", by=expert)
    found = beside_of(project).team
    assert [(one.name, one.role, one.declared, one.has_interest) for one in found] == [
        ("陆婉宁", "项目负责人", False, False),
        ("梁思齐", "专家", True, True),
    ]
    assert (found[0].title, found[0].certificate, found[0].duties) == ("高级会计师", "注册会计师", "主持评价")
    text = plain_text(compose(current_material(project)))
    assert "曾在该单位任职" not in text
    assert "何景明" not in text
    assert lead.username not in text


def test_participants_of_interviews_stay_out(project: Project, lead: User) -> None:
    interview = project.interviews.get()
    InterviewParticipant.objects.create(interview=interview, name="秘密姓名", phone="13900000000")
    said = json.dumps(frozen(project, lead), ensure_ascii=False)
    assert "秘密姓名" not in said
    assert "13900000000" not in said


# Policies -------------------------------------------------------------------------------------------


def test_a_document_that_was_repealed_before_the_report_is_told(project: Project) -> None:
    new = PolicyDocument.objects.create(firm=project.firm, number="临政发〔2018〕9号", title="新办法")
    PolicyDocument.objects.create(
        firm=project.firm,
        number="临政发〔2011〕3号",
        title="旧办法",
        effective_to="2018-12-31",
        replaced_by=new,
    )
    PolicyDocument.objects.create(
        firm=project.firm, number="临政发〔2030〕1号", title="未来办法", effective_from="2030-01-01"
    )
    for place, number in enumerate(("临政发[2011]3号", "临政发〔2018〕9号", "临政发〔2030〕1号", "")):
        Citation.objects.create(project=project, position=place, number=number, title=f"文件{place}")
    Project.objects.filter(pk=project.pk).update(report_date="2019-06")
    project.refresh_from_db()
    assert beside_of(project).repeals == (
        Repeal(number="临政发[2011]3号", ended="2018-12-31", instead="《新办法》（临政发〔2018〕9号）"),
        Repeal(number="临政发〔2030〕1号", starts="2030-01-01"),
    )
    text = plain_text(compose(current_material(project)))
    assert "临政发[2011]3号已于2018年12月31日废止，现行文件为《新办法》（临政发〔2018〕9号）" in text
    assert "自2030年1月1日起施行，本报告出具时尚未施行" in text


# Weights --------------------------------------------------------------------------------------------


def take(project: Project, by: User) -> None:
    for held in WeightingRound.objects.filter(project=project):
        mark_taken(held, by=by)


def test_rounds_that_were_taken_over_travel_as_experts_said_them(project: Project, lead: User) -> None:
    first, second, third = project.system.indicators.filter(parent=None).order_by("position")
    pairs = {(first.pk, second.pk): -3, (first.pk, third.pk): -5, (second.pk, third.pk): -4}
    save_voice(project, None, Method.AHP, "专家一", pairs=pairs, revision=0, by=lead)
    assert beside_of(project).weighings == ()
    take(project, lead)
    (one,) = beside_of(project).weighings
    assert (one.branch, one.codes, one.judgements, one.given) == ("", ("A", "B", "C"), ((-3, -5, -4),), ())


def test_marks_travel_and_a_round_left_unfinished_does_not(project: Project, lead: User) -> None:
    branch = project.system.indicators.get(code="A")
    children = list(project.system.indicators.filter(parent=branch).order_by("position"))
    weights = {row.pk: Decimal(6) for row in children}
    save_voice(project, branch, Method.EXPERT_MEAN, "专家一", weights=weights, revision=0, by=lead)
    save_voice(project, None, Method.AHP, "专家一", pairs={}, revision=0, by=lead)
    take(project, lead)
    (one,) = beside_of(project).weighings
    assert (one.name, one.given) == (branch.name, ((Decimal(6),) * len(children),))


# Photos ---------------------------------------------------------------------------------------------


@pytest.fixture
def visit(project: Project) -> SiteVisit:
    return SiteVisit.objects.create(project=project, position=0, place="话务大厅", date="2019-06-11")


def pictured(
    project: Project, visit: SiteVisit, by: User, *, name: str = "大厅.jpg", content: bytes = b""
) -> Document:
    document = add(project, name, content or photo(), by=by).version.document
    link(document, visit, by=by)
    return document


def shade(number: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), (number * 30, 90, 90)).save(file, "JPEG")
    return file.getvalue()


def test_a_photo_is_put_aside_and_survives_what_happens_to_the_evidence(
    project: Project, visit: SiteVisit, lead: User
) -> None:
    document = pictured(project, visit, lead)
    version = document.versions.get()
    snapshot = frozen(project, lead)
    assert from_plain(snapshot["beside"]).photos == (
        Photo(
            visit=1,
            number=document.number,
            sha256=version.sha256,
            title="大厅",
            taken_at="2026-04-09 14:20:31",
        ),
    )
    kept = pictures(snapshot)
    assert list(kept) == [version.sha256]
    assert Image.open(io.BytesIO(kept[version.sha256])).size == (480, 320)
    assert snapshot["pictures"][version.sha256] == hashlib.sha256(kept[version.sha256]).hexdigest()
    default_storage.delete(version.thumbnail.name)
    document.delete()
    assert pictures(snapshot) == kept
    assert "［照片］" in plain_text(document_of(snapshot))


def test_only_pictures_and_only_so_many_of_a_visit(project: Project, visit: SiteVisit, lead: User) -> None:
    for number in range(MOST_PHOTOS + 2):
        pictured(project, visit, lead, name=f"{number}.jpg", content=shade(number))
    pictured(project, visit, lead, name="记录.txt", content="勘查记录".encode())
    assert len(beside_of(project).photos) == MOST_PHOTOS


def test_a_photo_without_a_copy_is_not_printed(project: Project, visit: SiteVisit, lead: User) -> None:
    pictured(project, visit, lead)
    DocumentVersion.objects.filter(project=project).update(thumbnail="")
    assert "［照片］" not in plain_text(document_of(frozen(project, lead)))


@pytest.mark.parametrize("broken", [True, False])
def test_a_copy_that_is_gone_or_changed_is_told(
    project: Project, visit: SiteVisit, lead: User, broken: bool
) -> None:
    pictured(project, visit, lead)
    snapshot = frozen(project, lead)
    (copy,) = snapshot["pictures"].values()
    path = default_storage.path(f"editions/pictures/{copy}.jpg")
    Path(path).write_bytes(b"x")
    if not broken:
        default_storage.delete(f"editions/pictures/{copy}.jpg")
    with pytest.raises(Unusable, match="打印副本已不在或已改变，请重新生成报告。"):
        pictures(snapshot)
    assert pictures(frozen(project, lead))


# Snapshot -------------------------------------------------------------------------------------------


def test_it_is_part_of_what_is_frozen_and_hashed(project: Project, lead: User) -> None:
    before = frozen(project, lead)
    assert is_current(project, before)
    sign_declaration(project, has_interest=False, explanation="", by=lead)
    assert not is_current(project, before)
    after = frozen(project, lead)
    assert digest(before) != digest(after)
    assert from_plain(before["beside"]).team[0].declared is False
    assert "签署了独立性声明" in plain_text(document_of(after))
    assert "签署了独立性声明" not in plain_text(document_of(before))


def test_a_snapshot_of_the_first_version_can_still_be_read(project: Project, lead: User) -> None:
    old = {key: value for key, value in frozen(project, lead).items() if key not in ("beside", "pictures")}
    assert material_of(old).beside == Beside()
    assert pictures(old) == {}
    assert "评价组织和人员" not in plain_text(document_of(old))
    assert not is_current(project, old)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_members_and_photos(
    project: Project, visit: SiteVisit, lead: User, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        add_member(project, role="evaluator")
        pictured(project, visit, lead, name=f"{number}.jpg", content=shade(number))
        Citation.objects.create(
            project=project, position=number, number=f"临〔2019〕{number}号", title="文件"
        )
    with django_assert_num_queries(9):
        beside_of(project)
