"""单位名单, and the fields in which a project's parties are chosen."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.people.models import Firm, User
from evaluations.projects.models import Project
from tests.factories import OrganisationFactory, make_firm, make_project, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Firm:
    return make_firm()


@pytest.fixture
def gu(firm: Firm) -> User:
    return make_user("admin", firm, display_name="顾言蹊")


@pytest.fixture
def browser(gu: User) -> Client:
    made = Client()
    made.force_login(gu, backend="django.contrib.auth.backends.ModelBackend")
    return made


def test_the_list_shows_the_firms_own(browser: Client, firm: Firm) -> None:
    OrganisationFactory.create(firm=firm, name="云澜市民政局")
    OrganisationFactory.create(name="别家的局")
    page = browser.get(reverse("parties:organisations")).content.decode()
    assert "云澜市民政局" in page
    assert "别家的局" not in page
    assert "没有符合的单位" in browser.get(reverse("parties:organisations"), {"q": "财政"}).content.decode()


def test_renaming(browser: Client, firm: Firm, gu: User) -> None:
    project = make_project(firm=firm, by=gu)
    row = project.evaluated_unit
    url = reverse("parties:organisation", args=[row.pk])
    assert project.title in browser.get(url).content.decode()
    answer = browser.post(url, {"name": "上海市咨询服务中心", "revision": 1}, follow=True)
    assert "已改为“上海市咨询服务中心”，1个项目一起改" in answer.content.decode()
    info = browser.get(reverse("projects:info", args=[project.pk])).content.decode()
    assert "<dt>被评价单位</dt><dd>上海市咨询服务中心</dd>" in info
    assert (
        "没有保存：另一位管理员刚刚改过这个单位"
        in browser.post(url, {"name": "又一个", "revision": 1}, follow=True).content.decode()
    )
    assert browser.post(url, {"name": " ", "revision": 2}).status_code == 422


def test_a_name_that_is_taken_leads_to_merging(browser: Client, firm: Firm) -> None:
    row, other = (OrganisationFactory.create(firm=firm, name=name) for name in ("甲局", "乙局"))
    answer = browser.post(reverse("parties:organisation", args=[row.pk]), {"name": "乙局", "revision": 1})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "名单里已有这个名称。是同一家就合并" in page
    assert f'<option value="{other.pk}" selected>' in page


def test_merging_says_first_what_moves(browser: Client, firm: Firm, gu: User) -> None:
    project = make_project(firm=firm, by=gu)
    row, heir = project.evaluated_unit, OrganisationFactory.create(firm=firm, name="咨询服务中心")
    url = reverse("parties:merge", args=[row.pk])
    assert browser.get(url).status_code == 422
    page = browser.get(url, {"into": heir.pk, "revision": 1}).content.decode()
    assert "1个项目改用“咨询服务中心”" in page
    assert Project.objects.get(pk=project.pk).evaluated_unit == row
    done = browser.post(url, {"into": heir.pk, "revision": 1}, follow=True)
    assert "已并入“咨询服务中心”，1个项目一起改" in done.content.decode()
    assert Project.objects.get(pk=project.pk).evaluated_unit == heir
    assert browser.get(reverse("parties:organisation", args=[row.pk])).status_code == 404


def test_only_into_one_of_the_firms_own(browser: Client, firm: Firm) -> None:
    row, foreign = OrganisationFactory.create(firm=firm), OrganisationFactory.create()
    url = reverse("parties:merge", args=[row.pk])
    assert browser.post(url, {"into": foreign.pk, "revision": 1}).status_code == 422
    stale = browser.post(url, {"into": OrganisationFactory.create(firm=firm).pk, "revision": 7}, follow=True)
    assert "没有保存：另一位管理员刚刚改过这个单位" in stale.content.decode()
    assert browser.get(reverse("parties:organisation", args=[foreign.pk])).status_code == 404


# In the forms of a project -----------------------------------------------------------------------------


def posted(firm: Firm, **changed: str) -> dict[str, Any]:
    rest = dict.fromkeys(("competent_department", "commissioning_bureau", "firm_name", "funding_source"), "")
    names = {"kind": "evaluation", "title": "助餐", "year": "2026", "grades": "national"}
    return {**rest, **names, "firm": str(firm.pk), **changed}


def test_a_new_project_proposes_what_the_firm_knows_and_takes_it(browser: Client, firm: Firm) -> None:
    known = OrganisationFactory.create(firm=firm, name="云澜市民政局（本级）")
    OrganisationFactory.create(name="别家的局")
    page = browser.get(reverse("founding:new")).content.decode()
    assert '<option value="云澜市民政局（本级）"></option>' in page
    assert "别家的局" not in page
    browser.post(reverse("founding:new"), posted(firm, evaluated_unit="云澜市民政局(本级)"))
    assert (Project.objects.get().evaluated_unit, firm.organisations.count()) == (known, 1)


def test_a_new_name_typed_twice_makes_one(browser: Client, firm: Firm) -> None:
    both = {"evaluated_unit": "云澜市民政局", "competent_department": "云澜市民政局"}
    browser.post(reverse("founding:new"), posted(firm, **both))
    project = Project.objects.get()
    assert project.evaluated_unit == project.competent_department == firm.organisations.get()


def test_what_was_typed_stays_on_the_page_and_nothing_is_made(browser: Client, firm: Firm) -> None:
    answer = browser.post(reverse("founding:new"), posted(firm, evaluated_unit="云澜市民政局", title=""))
    assert answer.status_code == 422
    assert 'value="云澜市民政局"' in answer.content.decode()
    assert not firm.organisations.exists()


def test_a_name_that_is_too_long_is_told(browser: Client, firm: Firm) -> None:
    answer = browser.post(reverse("founding:new"), posted(firm, evaluated_unit="局" * 201))
    assert answer.status_code == 422
    assert "200" in answer.context["form"].errors["evaluated_unit"][0]


def test_editing_chooses_begins_and_clears(browser: Client, firm: Firm, gu: User) -> None:
    project = make_project(firm=firm, by=gu)
    url = reverse("projects:edit", args=[project.pk])
    form = browser.get(url).context["form"]
    data = {field.html_name: field.value() or "" for field in form}
    data |= {"evaluated_unit": "新的中心", "commissioning_bureau": ""}
    assert browser.post(url, data).status_code == 302
    project.refresh_from_db()
    assert (str(project.evaluated_unit), project.commissioning_bureau) == ("新的中心", None)
    assert project.activities.first().changes == [
        {"field": "被评价单位", "before": "上海市人力资源和社会保障局咨询服务中心", "after": "新的中心"},
        {"field": "委托方", "before": "上海市人力资源和社会保障局", "after": "—"},
    ]


def test_a_conflict_shows_names_and_makes_nothing(browser: Client, firm: Firm, gu: User) -> None:
    project = make_project(firm=firm, by=gu)
    url = reverse("projects:edit", args=[project.pk])
    form = browser.get(url).context["form"]
    data = {field.html_name: field.value() or "" for field in form} | {"revision": "0"}
    answer = browser.post(url, data | {"evaluated_unit": "新的中心"})
    assert answer.status_code == 409
    assert "新的中心" in answer.content.decode()
    assert not firm.organisations.filter(name="新的中心").exists()
