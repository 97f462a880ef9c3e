"""The pages of 签核: what one is shown, what is refused, who sees what, and what frozen pages look like."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.money.models import BudgetLine
from evaluations.people.models import Firm
from evaluations.stages.models import Signature, StageTable
from evaluations.stages.tables import ensure_table
from tests.evaluations.papers.making import signed_in
from tests.evaluations.stages.making import (
    Cast,
    finish_papers,
    hand_in_all,
    make_cast,
    shown,
    sign,
    sign_until,
)
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def _url(cast: Cast, name: str, *more: Any) -> str:
    return reverse(f"stages:{name}", args=[cast.project.pk, *more])


def _post(cast: Cast, role: str, stage: str, **data: str) -> Any:
    given = {"act": "approve", "opinion": "同意。", "password": PASSWORD, "shown": shown(cast.project, stage)}
    return signed_in(cast[role]).post(_url(cast, "sign", stage), {**given, **data})


def test_signing_on_the_page(cast: Cast) -> None:
    answer = _post(cast, "firm_admin", "accept")
    assert answer.status_code == 302
    row = Signature.objects.get(project=cast.project)
    assert (row.person, row.role, row.opinion) == (cast["firm_admin"], "机构负责人", "同意。")
    assert row.address == "127.0.0.1"


def test_a_wrong_password_signs_nothing_and_says_how_many_tries_are_left(cast: Cast) -> None:
    answer = _post(cast, "firm_admin", "accept", password="falsch")
    assert answer.status_code == 422
    assert "密码不正确，签名没有生效。还可再试4次。" in answer.content.decode()
    assert not Signature.objects.exists()


def test_what_changed_meanwhile_is_said_and_shown_anew(cast: Cast) -> None:
    answer = _post(cast, "firm_admin", "accept", shown="0" * 64)
    text = answer.content.decode()
    assert "您打开这一页之后内容有改动" in text
    assert f'value="{shown(cast.project, "accept")}"' in text


def test_what_blocks_closes_the_choice_and_leads_to_each_gap(cast: Cast) -> None:
    sign_until(cast, "collect")
    client = signed_in(cast["manager"])
    answer = client.get(_url(cast, "sign", "score"))
    gaps, blocking = answer.context["gaps"], answer.context["blocking"]
    assert blocking == sum(gap.is_blocking for gap, _ in gaps) > 0
    page = answer.content.decode()
    approve, back = (one.data for one in answer.context["form"]["act"])
    assert (approve["attrs"].get("disabled"), approve["selected"]) == (True, False)
    assert (back["attrs"].get("disabled"), back["selected"]) == (None, False)
    assert f"还有{blocking}项没有完成" in page
    for _, url in gaps:
        assert f'<a href="{url}">去补</a>' in page
    refused = _post(cast, "manager", "score")
    assert refused.status_code == 422
    assert "还不能签核：" in refused.content.decode()
    assert not Signature.objects.filter(stage__key="score").exists()
    assert _post(cast, "manager", "score", act="return", target="score", opinion="请补。").status_code == 302
    finish_papers(cast)
    page = client.get(_url(cast, "sign", "score"))
    assert page.context["blocking"] == 0
    assert not any(one.data["attrs"].get("disabled") for one in page.context["form"]["act"])
    assert _post(cast, "manager", "score").status_code == 302


def test_a_return_without_an_opinion_is_refused_at_its_field(cast: Cast) -> None:
    answer = _post(cast, "firm_admin", "accept", act="return", target="accept", opinion="")
    assert "退回须写明意见" in answer.content.decode()


def test_forged_stages_and_targets_are_not_there(cast: Cast) -> None:
    client = signed_in(cast["firm_admin"])
    assert client.get(_url(cast, "sign", "nirgends")).status_code == 404
    answer = _post(cast, "firm_admin", "accept", act="return", target="archive", opinion="x")
    assert answer.status_code == 422
    assert not Signature.objects.exists()


def test_who_is_outside_sees_the_page_when_it_is_their_turn_only(cast: Cast) -> None:
    expert = signed_in(cast["expert"])
    assert expert.get(_url(cast, "sign", "plan-review")).status_code == 404
    sign_until(cast, "plan")
    page = expert.get(_url(cast, "sign", "plan-review"))
    assert page.status_code == 200
    assert expert.get(_url(cast, "line")).status_code == 404


def test_a_frozen_page_is_read_only_and_says_why(cast: Cast) -> None:
    line = BudgetLine.objects.create(project=cast.project, position=1, name="服务费")
    sign_until(cast, "collect")
    client = signed_in(cast["manager"])
    page = client.get(reverse("money:budget", args=[cast.project.pk])).content.decode()
    assert "预算与资金已随“数据采集与社会调查”" in page
    rows = client.get(reverse("grids:rows", args=[cast.project.pk, "budget"])).json()
    assert rows["may_edit"] is False
    operations = {"unit": "", "operations": [{"do": "remove", "row": line.pk}]}
    answer = client.post(
        reverse("grids:changes", args=[cast.project.pk, "budget"]),
        operations,
        content_type="application/json",
    )
    assert answer.status_code == 423
    assert "没有保存" in answer.json()["message"]
    assert BudgetLine.objects.filter(pk=line.pk).exists()


def test_a_form_of_what_is_frozen_is_not_opened(cast: Cast) -> None:
    sign(cast, "accept", "firm_admin")
    page = signed_in(cast["manager"]).get(
        reverse("projects:edit", args=[cast.project.pk]), HTTP_ACCEPT="text/html"
    )
    assert page.status_code == 423
    assert "项目信息与合同已随“承接立项”" in page.content.decode()


def test_reopening_on_the_page_names_what_falls(cast: Cast) -> None:
    sign_until(cast, "plan")
    client = signed_in(cast["lead"])
    page = client.get(_url(cast, "reopen", "accept")).content.decode()
    assert page.count("<li>承接立项") == 1
    assert page.count("<li>工作方案") == 1
    answer = client.post(_url(cast, "reopen", "accept"), {"opinion": "合同金额有误", "password": PASSWORD})
    assert answer.status_code == 302
    assert Signature.objects.get(project=cast.project, act="reopen").opinion == "合同金额有误"


def test_the_chain_is_verified_on_the_page(cast: Cast) -> None:
    sign_until(cast, "accept")
    client = signed_in(cast["manager"])
    assert "链条完整" in client.get(_url(cast, "line") + "?verify=1").content.decode()
    Signature.objects.filter(project=cast.project).update(opinion="改过")
    assert "签后被改动" in client.get(_url(cast, "line") + "?verify=1").content.decode()


def test_queries_do_not_grow_with_signatures(cast: Cast, django_assert_num_queries: Any) -> None:
    client = signed_in(cast["manager"])
    sign_until(cast, "plan")
    hand_in_all(cast, "plan-review")
    client.get(_url(cast, "line"))
    with CaptureQueriesContext(connection) as few:
        client.get(_url(cast, "line"))
    sign(cast, "plan-review", "expert")
    sign(cast, "plan-review", "expert2")
    with django_assert_num_queries(len(few)):
        client.get(_url(cast, "line"))


# The firm's table ------------------------------------------------------------------------------------


def _admin(firm: Firm) -> Client:
    return signed_in(make_user(role="admin", firm=firm))


def _stage_data(client: Client, key: str) -> dict[str, Any]:
    """What a browser would send if nobody changed anything."""
    page = client.get(reverse("stages:table-stage", args=[key])).context
    data: dict[str, Any] = {}
    for form in (page["form"], *page["signers"], *page["documents"]):
        for field in form:
            value = field.value()
            if value not in (None, False, ""):
                data[field.html_name] = "on" if value is True else value
    for formset in (page["signers"], page["documents"]):
        data |= {f"{formset.prefix}-{name}": value for name, value in formset.management_form.initial.items()}
    return data


def test_saving_a_stage_makes_a_new_version(cast: Cast) -> None:
    firm = cast.project.firm
    client = _admin(firm)
    data = _stage_data(client, "accept")
    answer = client.post(reverse("stages:table-stage", args=["accept"]), {**data, "days": "9"})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert [table.number for table in StageTable.objects.filter(firm=firm)] == [2, 1]
    newest = StageTable.objects.filter(firm=firm)[0]
    assert newest.stages.get(key="accept").days == 9
    assert (
        "由机构负责人签字；签后冻结项目信息与合同。" in client.get(reverse("stages:table")).content.decode()
    )


def test_a_signed_project_keeps_its_version(cast: Cast) -> None:
    sign(cast, "accept", "firm_admin")
    client = _admin(cast.project.firm)
    client.post(reverse("stages:table-move", args=["archive"]), {"to": "remove", "number": "1"})
    assert StageTable.objects.filter(firm=cast.project.firm).count() == 2
    assert cast.project.stages.table.number == 1


def test_a_table_that_contradicts_itself_is_refused(cast: Cast) -> None:
    client = _admin(cast.project.firm)
    url = reverse("stages:table-move", args=["plan"])
    answer = client.post(url, {"to": "up", "number": "1"}, follow=True)
    assert "“工作方案”依据的阶段必须排在它前面" in answer.content.decode()
    assert StageTable.objects.filter(firm=cast.project.firm).count() == 1


def test_two_admins_do_not_overwrite_each_other(cast: Cast) -> None:
    client = _admin(cast.project.firm)
    url = reverse("stages:table-move", args=["archive"])
    client.post(url, {"to": "remove", "number": "1"})
    answer = client.post(
        reverse("stages:table-move", args=["issue"]), {"to": "remove", "number": "1"}, follow=True
    )
    assert "另一位管理员刚保存了新的阶段表" in answer.content.decode()


def test_each_firm_has_its_own_table() -> None:
    first, second = make_cast(), make_cast()
    assert ensure_table(first.project.firm).firm != ensure_table(second.project.firm).firm
    assert get_user_model().objects.count() > 2
