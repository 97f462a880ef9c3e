"""Import in two steps and export, as a browser sees them."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from evaluations.exchange import forms
from evaluations.people import uploads
from evaluations.projects.models import Project, ProjectRole
from tests.factories import CASES, add_member, make_firm, make_project, make_user

LINFANG = (CASES / "linfang_2018.json").read_bytes()
START = "/projects/import/"


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def firm(db):
    return make_firm(name="砚清会计师事务所")


@pytest.fixture
def person(firm):
    return make_user(firm=firm)


@pytest.fixture
def browser(client, person):
    client.force_login(person)
    return client


def upload(client, content, name="dossier.json"):
    return client.post(START, {"dossier": SimpleUploadedFile(name, content)})


def changed(**top):
    data = json.loads(LINFANG)
    data.update(top)
    return json.dumps(data, ensure_ascii=False, indent=2).encode()


def text_of(page):
    assert page.status_code == 200
    return page.content.decode()


def test_a_good_file_shows_what_it_would_become(browser):
    page = upload(browser, LINFANG)
    assert page.status_code == 302
    page = browser.get(page.url)
    text = text_of(page)
    run = page.context["run"]
    assert (run.total, run.grade, run.weight) == (Decimal("87.3"), "良", Decimal(100))
    assert "2018年度12333热线全媒体智能咨询平台项目" in text
    assert "预算执行率" in text
    assert "87.3" in text
    assert "<dt>评分指标</dt><dd>23个</dd>" in text
    assert Project.objects.count() == 0


def test_confirming_creates_the_project_and_forgets_the_file(browser, person, firm):
    review = upload(browser, LINFANG).url
    page = browser.post(review + "confirm/", {"firm": firm.pk})
    project = Project.objects.get()
    assert (page.status_code, page.url) == (302, f"/projects/{project.pk}/")
    assert project.firm == firm
    assert project.members.get().role == ProjectRole.MANAGER
    assert project.members.get().user == person
    assert browser.get(review).status_code == 404
    assert browser.post(review + "confirm/", {"firm": firm.pk}).status_code == 404
    assert Project.objects.count() == 1


def test_problems_are_shown_in_their_places(browser):
    budget = json.loads(LINFANG)["budget"]
    budget[2]["code"] = budget[1]["code"]
    budget[3]["actual"] = "十万"
    content = changed(budget=budget)
    page = browser.get(upload(browser, content).url)
    text = text_of(page)
    assert {note.path: note.excerpt.text for note in page.context["problems"].shown} == {
        "budget[3].actual": '"actual": "十万",',
    }
    assert "budget[3].actual" in text
    lines = content.decode().splitlines()
    number = page.context["problems"].shown[0].excerpt.number
    assert lines[number - 1].strip() == '"actual": "十万",'
    assert f"第{number}行" in text
    assert "有1处问题" in text


def test_a_file_with_problems_cannot_be_confirmed(browser, firm):
    review = upload(browser, changed(grade_scheme="优良中差")).url
    page = browser.post(review + "confirm/", {"firm": firm.pk})
    assert page.status_code == 422
    assert "没有导入" in page.content.decode()
    assert Project.objects.count() == 0


def test_warnings_are_shown_and_do_not_stand_in_the_way(browser, firm):
    review = upload(browser, changed(心得="以后再说")).url
    page = browser.get(review)
    assert [(note.path, note.excerpt.text) for note in page.context["warnings"].shown] == [
        ("心得", '"心得": "以后再说"')
    ]
    assert "不认识的键" in text_of(page)
    assert browser.post(review + "confirm/", {"firm": firm.pk}).status_code == 302


def test_a_missing_input_leaves_the_total_open(browser):
    data = json.loads(LINFANG)
    leaf = next(row for row in data["indicators"] if row.get("inputs"))
    leaf["inputs"] = dict.fromkeys(leaf["inputs"])
    text = text_of(browser.get(upload(browser, changed(indicators=data["indicators"])).url))
    assert "有指标缺数，总分算不出" in text
    assert "缺数" in text


@pytest.mark.parametrize(
    ("content", "words", "number"),
    [
        (b'{"format": 1,\n "b": [1, 2\n}', "第3行", 3),
        ("{}".encode("utf-16"), "UTF-8", None),
        (b"[]", "应为一个", None),
        (b'{"format": "evaluation-dossier/9"}', "不认识的格式版本", 1),
    ],
)
def test_what_is_no_dossier_is_refused_in_words(browser, content, words, number):
    page = browser.get(upload(browser, content).url)
    assert words in text_of(page)
    note = page.context["problems"].shown[0]
    assert (note.excerpt and note.excerpt.number) == number


def test_a_file_that_is_wrong_throughout_is_cut_short(browser):
    rows = [{"code": str(number)} for number in range(150)]
    page = browser.get(upload(browser, changed(budget=rows)).url)
    problems = page.context["problems"]
    assert (len(problems.shown), problems.count, problems.hidden) == (100, 150, 50)
    assert "另有50处" in text_of(page)


def test_no_file_an_empty_one_and_a_too_large_one(browser, monkeypatch):
    assert "请选择一个文件。" in text_of(browser.post(START))
    assert "这个文件是空的" in text_of(upload(browser, b""))
    monkeypatch.setattr(forms, "LIMIT_MB", 0.001)
    text = text_of(upload(browser, b"x" * 2000, "扫描件.json"))
    assert "“扫描件.json”有0.0 MB，超过0.001 MB" in text
    assert list(settings.MEDIA_ROOT.rglob("*.json")) == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "PDF文件"),
        (b"PK\x03\x04\x14\x00", "Excel、Word或压缩文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Excel或Word文件"),
    ],
)
def test_another_kind_of_file_is_called_by_its_name(browser, content, kind):
    assert f"“底稿.bin”是{kind}，不是评价数据包。" in text_of(upload(browser, content, "底稿.bin"))
    assert list(settings.MEDIA_ROOT.rglob("*.json")) == []


def test_another_persons_file_does_not_exist(browser, client, person, firm):
    review = upload(browser, LINFANG).url
    client.force_login(make_user(firm=firm))
    assert client.get(review).status_code == 404
    assert client.post(review + "confirm/", {"firm": firm.pk}).status_code == 404
    assert Project.objects.count() == 0


@pytest.mark.parametrize("token", ["x", "..", "a" * 32, "%2e%2e%2f" * 3, "a" * 31 + "é"])
def test_a_made_up_token_does_not_exist(browser, token):
    assert browser.get(f"{START}{token}/").status_code == 404


def test_nobody_imports_for_a_firm_that_is_not_theirs(browser):
    review = upload(browser, LINFANG).url
    page = browser.post(review + "confirm/", {"firm": make_firm().pk})
    assert page.status_code == 422
    assert "您不属于这家机构" in page.content.decode()
    assert Project.objects.count() == 0


def test_who_works_for_several_firms_chooses(browser, person):
    other = make_firm(name="另一家事务所")
    other.memberships.create(user=person)
    text = text_of(browser.get(upload(browser, LINFANG).url))
    assert "归属机构" in text
    assert "另一家事务所" in text


def test_only_people_of_a_firm_import(client, db):
    client.force_login(make_user())
    assert client.get(START).status_code == 403
    assert upload(client, LINFANG).status_code == 403


def test_old_uploads_are_thrown_away(person, monkeypatch):
    old = uploads.keep(b"1", by=person)
    assert uploads.kept(old, by=person) == b"1"
    later = timezone.now() + uploads.KEPT + timedelta(minutes=1)
    monkeypatch.setattr(uploads.timezone, "now", lambda: later)
    new = uploads.keep(b"2", by=person)
    assert uploads.kept(old, by=person) is None
    assert uploads.kept(new, by=person) == b"2"


def test_the_export_is_what_was_imported(browser, firm, person):
    project = make_project(firm=firm, by=person)
    page = browser.get(reverse("exchange:export", args=[project.pk]))
    assert page.headers["Content-Type"] == "application/json; charset=utf-8"
    assert page.headers["Content-Disposition"].startswith(
        f'attachment; filename="dossier-{project.pk}.json"; '
    )
    assert json.loads(page.content) == json.loads(LINFANG)


def test_an_export_wants_a_role_inside(client, firm, person):
    project = make_project(firm=firm, by=person)
    url = reverse("exchange:export", args=[project.pk])
    client.force_login(make_user(role="admin"))
    assert client.get(url).status_code == 404
    client.force_login(add_member(project, role=ProjectRole.EXPERT))
    assert client.get(url).status_code == 403
