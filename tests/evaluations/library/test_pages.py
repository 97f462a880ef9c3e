"""The pages of the library and of taking over: what they show and refuse, how many queries."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from evaluations.library.actions import publish, save_as_framework
from evaluations.library.models import FrameworkVersion
from evaluations.library.queries import national_editions
from evaluations.library.spreadsheet import write_system
from evaluations.people.models import FirmRole, User
from evaluations.projects.models import Project
from indicators.library import compare, framework, frameworks
from indicators.systems.models import IndicatorSystem
from tests.evaluations.library.making import entry, make_empty, present, scored
from tests.factories import make_project, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return make_project("linfang_2018")


@pytest.fixture
def manager(project: Project) -> User:
    return project.members.get().user


@pytest.fixture
def client(manager: User) -> Client:
    return browser_of(manager)


def browser_of(person: User) -> Client:
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def text(response: HttpResponse) -> str:
    return response.content.decode()


def test_the_library_shows_national_frameworks_and_the_firms_own(
    client: Client, project: Project, manager: User
) -> None:
    page = text(client.get(reverse("library:index")))
    assert "财预〔2020〕10号 附2" in page
    assert "本机构还没有自己的框架" in page
    save_as_framework(project, name="热线模板", by=manager)
    page = text(client.get(reverse("library:index")))
    assert "热线模板" in page
    assert "待发布" in page


def test_a_national_framework_says_what_is_whose(client: Client) -> None:
    page = text(client.get(reverse("library:framework", args=["national-2020-10"])))
    assert "文件不规定本表权重" in page
    assert "<li>符合行业发展规划和政策要求</li>" in page
    assert "共5个要点，各占权重的1/5" in page
    assert client.get(reverse("library:framework", args=["national-1999-1"])).status_code == 404
    assert client.get(reverse("library:version", args=["national-2020-10", 9])).status_code == 404


def test_another_firms_framework_is_not_there(project: Project, manager: User) -> None:
    version = publish(save_as_framework(project, name="热线模板", by=manager), by=manager)
    stranger = browser_of(make_user(FirmRole.ADMIN))
    for name in ("version", "export", "publish", "discard"):
        address = reverse(f"library:{name}", args=[version.framework.key, 1])
        assert stranger.post(address).status_code == 404
    other = make_empty()
    theirs = browser_of(other.members.get().user)
    address = reverse("library:take", args=[other.pk, version.framework.key, 1])
    assert theirs.get(address).status_code == 404


def test_from_project_to_library_to_publishing(client: Client, project: Project) -> None:
    address = reverse("library:save", args=[project.pk])
    refused = client.post(address, {"name": "", "note": ""})
    assert refused.status_code == 422
    assert "请填写新框架的名称" in text(refused)
    assert client.post(address, {"name": "热线模板", "note": "首版"}).status_code == 302
    assert "本机构已有名为“热线模板”的框架" in text(client.post(address, {"name": "热线模板"}))
    version = FrameworkVersion.objects.get()
    at = [version.framework.key, 1]
    assert client.post(reverse("library:publish", args=at)).status_code == 403
    admin = browser_of(make_user(FirmRole.ADMIN, project.firm))
    assert "发布第1版" in text(admin.get(reverse("library:version", args=at)))
    admin.post(reverse("library:publish", args=at))
    version.refresh_from_db()
    assert version.published_at is not None
    kept = admin.post(reverse("library:discard", args=at), follow=True)
    assert "已发布的版本不能删除" in text(kept)
    again = {"framework": version.framework_id, "note": "二版"}
    assert client.post(address, again).status_code == 302
    admin.post(reverse("library:discard", args=[version.framework.key, 2]))
    assert FrameworkVersion.objects.count() == 1


def test_an_empty_project_previews_and_adopts() -> None:
    project = make_empty()
    client = browser_of(project.members.get().user)
    assert client.get(project.get_absolute_url()).status_code == 200
    assert "从指标库采用" in text(client.get(reverse("design:tree", args=[project.pk])))
    address = reverse("library:take", args=[project.pk, "national-2020-10", 1])
    page = text(client.get(address))
    assert "将整体采用" in page
    assert "立项依据充分性" in page
    assert present(project).get("indicators") is None
    done = client.post(address, {"do": "take", "revision": 1})
    assert done["Location"] == reverse("design:tree", args=[project.pk])
    one = framework("national-2020-10")
    assert one is not None
    assert compare(present(project), one.system) == ()
    assert "采用自<b>项目支出绩效评价指标体系框架（参考）</b>第1版" in text(
        client.get(reverse("library:project", args=[project.pk]))
    )


def test_excel_there_and_back(client: Client, project: Project) -> None:
    """Exported, changed, uploaded, looked at with its effect, taken over; the values stay."""
    exported = client.get(reverse("library:project-export", args=[project.pk]))
    assert exported["Content-Type"].endswith("spreadsheetml.sheet")
    system = scored(project)
    entry(system, "C1-4")["rule"]["zero_below"] = {"value": 99, "inclusive": True}
    upload = SimpleUploadedFile("体系.xlsx", write_system(system, "体系"))
    sent = client.post(reverse("library:upload", args=[project.pk]), {"workbook": upload})
    look = client.get(sent["Location"])
    assert look.status_code == 200
    page = text(look)
    assert "87.3" in page
    assert "81.9" in page
    assert entry(present(project), "C1-4")["rule"].get("zero_below") != {"value": 99, "inclusive": True}
    preview = {"do": "preview", "revision": 1, "is_partial": "1"}
    assert "已选0处" in text(client.post(sent["Location"], preview))
    stale = client.post(sent["Location"], {"do": "take", "revision": 0, "is_partial": "1", "take": "C1-4"})
    assert stale.status_code == 409
    assert "有人改了项目的指标体系" in text(stale)
    done = client.post(sent["Location"], {"do": "take", "revision": 1, "is_partial": "1", "take": "C1-4"})
    assert done.status_code == 302
    assert entry(present(project), "C1-4")["rule"]["zero_below"] == {"value": 99, "inclusive": True}
    assert client.get(sent["Location"]).status_code == 404


def test_a_removal_with_content_is_explained(client: Client, project: Project) -> None:
    system = scored(project)
    system["indicators"] = [one for one in system["indicators"] if one["code"] != "C1-4"]
    upload = SimpleUploadedFile("体系.xlsx", write_system(system, "体系"))
    sent = client.post(reverse("library:upload", args=[project.pk]), {"workbook": upload})
    answer = client.post(sent["Location"], {"do": "take", "revision": 1, "is_partial": "1", "take": "C1-4"})
    assert answer.status_code == 422
    assert "不能随指标删除" in text(answer)
    assert entry(present(project), "C1-4")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "另存为不加密码的.xlsx"),
        ("表.xlsx", b"%PDF-1.7", "“表.xlsx”是PDF，不是Excel文件"),
        ("表.xlsx", b"", "这个文件是空的"),
        ("表.xlsx", b"PK" + b"0" * (10 * 1024 * 1024), "超过10 MB"),
    ],
)
def test_unfit_uploads(client: Client, project: Project, name: str, content: bytes, said: str) -> None:
    upload = SimpleUploadedFile(name, content)
    answer = client.post(reverse("library:upload", args=[project.pk]), {"workbook": upload})
    assert answer.status_code == 422
    assert said in text(answer)


def test_wrong_cells_are_listed(client: Client, project: Project) -> None:
    system = {"indicators": [{"code": "A", "name": "甲", "weight": 5, "rule": {"kind": "guess"}}]}
    upload = SimpleUploadedFile("体系.xlsx", write_system(system, "体系"))
    sent = client.post(reverse("library:upload", args=[project.pk]), {"workbook": upload})
    answer = client.get(sent["Location"])
    assert answer.status_code == 422
    assert "没有名为“guess”的评分方法" in text(answer)
    assert "K2" in text(answer)


def test_an_edition_as_excel(client: Client) -> None:
    answer = client.get(reverse("library:export", args=["shanghai-2014-22", 1]))
    assert io.BytesIO(answer.content).read(2) == b"PK"


def test_a_text_too_long_for_excel_is_said(client: Client, project: Project) -> None:
    row = project.system.indicators.first()
    assert row is not None
    row.explanation = "长" * 40_000
    row.save()
    answer = client.get(reverse("library:project-export", args=[project.pk]), follow=True)
    assert "不能导出" in text(answer)
    version = save_as_framework(project, name="长", by=project.members.get().user)
    answer = client.get(reverse("library:export", args=[version.framework.key, 1]), follow=True)
    assert "不能导出" in text(answer)


def test_rules_that_cannot_be_read_are_not_saved(client: Client, project: Project) -> None:
    project.system.indicators.filter(code="C1-4").update(value_expression="1 +")
    answer = client.post(reverse("library:save", args=[project.pk]), {"name": "坏的"})
    assert answer.status_code == 422
    assert FrameworkVersion.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_lists(
    client: Client, project: Project, manager: User, count: int, django_assert_num_queries: object
) -> None:
    """The number of queries does not grow with the frameworks."""
    for place in range(count):
        publish(save_as_framework(project, name=f"模板{place}", by=manager), by=manager)
    with django_assert_num_queries(6):  # type: ignore[operator]
        client.get(reverse("library:index"))
    with django_assert_num_queries(13):  # type: ignore[operator]
        client.get(reverse("library:project", args=[project.pk]))


def test_nothing_is_made_by_looking(client: Client, project: Project) -> None:
    before = IndicatorSystem.objects.count()
    client.get(reverse("library:take", args=[project.pk, "national-2020-10", 1]))
    assert IndicatorSystem.objects.count() == before


def test_a_self_evaluation_is_offered_what_is_for_it_first() -> None:
    kinds = {one.title: one.kind for one in frameworks()}
    names = [one.name for one in national_editions("self_evaluation")]
    assert "项目支出绩效自评表" in names
    assert [kinds[name] for name in names] == sorted(kinds.values(), reverse=True)
