"""问卷设计 in the browser and in its actions: editing, conflicts, publishing, sources, the library."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.people.models import Firm, FirmRole, User
from evaluations.projects.actions import Conflict
from evaluations.projects.models import Project
from evaluations.questionnaires.designing import actions, queries, shelving
from evaluations.questionnaires.designing.entries import values_of
from evaluations.questionnaires.models import Collection, Form, FormVersion, LibraryForm, Survey
from evaluations.surveying import plainly
from tests.evaluations.surveying.samples import EVERY_KIND
from tests.factories import make_firm, make_project, make_user

pytestmark = pytest.mark.django_db


class Desk:
    """A firm's project with a survey, and its manager's browser."""

    def __init__(self) -> None:
        self.firm: Firm = make_firm()
        self.manager: User = make_user(role=FirmRole.ADMIN, firm=self.firm)
        self.project: Project = make_project("hongda_2018", firm=self.firm, by=self.manager)
        self.survey = Survey.objects.filter(project=self.project)[0]
        self.browser = Client()
        self.browser.force_login(self.manager)

    def url(self, name: str, *more: Any) -> str:
        return reverse(f"designing:{name}", args=[self.project.pk, self.survey.pk, *more])

    def take(self) -> Form:
        return actions.take(self.survey, EVERY_KIND, revision=None, by=self.manager)

    def post(self, address: str, *more: Any, **data: Any) -> Any:
        return self.browser.post(self.url(address, *more), data, follow=True)

    def draft(self) -> Any:
        return plainly.read(Form.objects.get(survey=self.survey).content)

    def sent(self, key: str) -> dict[str, Any]:
        """What the editor of a question sends when nothing was changed."""
        form = self.browser.get(self.url("item", key)).context["form"]
        values = {name: field.initial for name, field in ((one.name, one) for one in form)}
        return {name: value for name, value in values.items() if value is not None and value is not False}


@pytest.fixture
def desk() -> Desk:
    return Desk()


# Editing ------------------------------------------------------------------------------------------


def test_from_nothing_to_a_question_without_a_script(desk: Desk) -> None:
    assert "新建空白问卷" in desk.browser.get(desk.url("form")).content.decode()
    desk.post("take", **{"from": "blank"})
    page = desk.post("add", preset="five")
    assert page.status_code == 200
    saved = desk.post("item", "q1", **desk.sent("q1") | {"text": "您对服务满意吗？"})
    assert "已保存" in saved.content.decode()
    item = desk.draft().item("q1")
    assert (item.text, [one.label for one in item.choices][:2]) == ("您对服务满意吗？", ["很满意", "满意"])
    told = desk.project.activities.filter(kind="survey").first()
    assert (told.verb, told.by) == ("修改", desk.manager)


@pytest.mark.parametrize("key", [item.id for item in EVERY_KIND.items])
def test_the_editor_sends_back_what_it_shows(desk: Desk, key: str) -> None:
    desk.take()
    page = desk.browser.post(desk.url("item", key), desk.sent(key))
    assert page.status_code == 302
    assert desk.draft() == EVERY_KIND
    assert Form.objects.get(survey=desk.survey).revision == 1


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(desk: Desk) -> None:
    desk.take()
    sent = desk.sent("q2") | {"text": "", "score-4": "10O", "options": "甲" * 301}
    page = desk.browser.post(desk.url("item", "q2"), sent)
    text = page.content.decode()
    assert page.status_code == 422
    assert "请写题目。" in text
    assert "第3个字符是字母O，应为数字0" in text
    assert "第1行有301个字，最多300个，请缩短。" in text
    assert "甲" * 301 in text
    assert desk.draft() == EVERY_KIND


def test_ten_megabytes_are_refused(desk: Desk) -> None:
    desk.take()
    page = desk.browser.post(desk.url("item", "q2"), desk.sent("q2") | {"text": "长" * 2_000_000})
    assert page.status_code in {400, 413, 422}
    assert desk.draft() == EVERY_KIND


def test_a_forged_target_of_a_jump_is_refused(desk: Desk) -> None:
    desk.take()
    page = desk.browser.post(desk.url("item", "q1"), desk.sent("q1") | {"jump-a": "q999"})
    assert page.status_code == 422
    assert desk.draft() == EVERY_KIND


def test_moving_copying_removing_and_undoing(desk: Desk) -> None:
    desk.take()
    desk.post("move", "q2", to="up")
    assert [item.id for item in desk.draft().items][:2] == ["q2", "q1"]
    desk.post("copy", "q2")
    assert [item.id for item in desk.draft().items][:3] == ["q2", "q10", "q1"]
    page = desk.post("remove", "q10")
    undo = page.context["undo"]
    assert "撤销" in page.content.decode()
    desk.post("restore", version=undo["version"], revision=page.context["form"].revision, undo="1")
    assert [item.id for item in desk.draft().items][:3] == ["q2", "q10", "q1"]
    assert "这道题刚才已被删除" in desk.post("move", "q77", to="up").content.decode()


def test_two_people_on_two_questions_do_not_meet(desk: Desk) -> None:
    desk.take()
    first, second = (values_of(EVERY_KIND.item(key)) for key in ("q1", "q2"))  # type: ignore[arg-type]
    actions.save_item(desk.survey, "q1", first | {"text": "甲"}, revision=1, by=desk.manager)
    actions.save_item(desk.survey, "q2", second | {"text": "乙"}, revision=1, by=desk.manager)
    assert [desk.draft().item(key).text for key in ("q1", "q2")] == ["甲", "乙"]
    with pytest.raises(Conflict) as clash:
        actions.save_item(desk.survey, "q1", first | {"text": "丙"}, revision=1, by=desk.manager)
    assert (clash.value.mine["text"], clash.value.theirs["text"], clash.value.revision) == ("丙", "甲", 3)


def test_a_conflict_shows_both_and_merges_what_was_chosen(desk: Desk) -> None:
    desk.take()
    sent = desk.sent("q2") | {"text": "我的"}
    values = values_of(EVERY_KIND.item("q2"))  # type: ignore[arg-type]
    actions.save_item(
        desk.survey, "q2", values | {"text": "他的", "help": "提示"}, revision=1, by=desk.manager
    )
    page = desk.browser.post(desk.url("item", "q2"), sent)
    text = page.content.decode()
    assert page.status_code == 409
    assert "我的" in text
    assert "他的" in text
    merged = sent | {"revision": 2, "choose-text": "mine", "choose-help": "theirs"}
    assert desk.browser.post(desk.url("item", "q2"), merged).status_code == 302
    assert (desk.draft().item("q2").text, desk.draft().item("q2").help) == ("我的", "提示")


def test_a_question_removed_meanwhile_can_be_put_back(desk: Desk) -> None:
    desk.take()
    sent = desk.sent("q8") | {"text": "写了很久的题"}
    actions.remove_item(desk.survey, "q8", by=desk.manager)
    page = desk.browser.post(desk.url("item", "q8"), sent)
    assert page.status_code == 409
    assert "写了很久的题" in page.content.decode()
    desk.browser.post(desk.url("item", "q8"), sent | {"again": "1"})
    assert desk.draft().items[-1].text == "写了很久的题"


def test_the_head_is_saved_and_guarded(desk: Desk) -> None:
    desk.take()
    sent = {"revision": 1, "title": "新标题", "groups": "老人\n家属\n社工", "formula": "weighted"}
    desk.post("head", **sent)
    assert (desk.draft().title, len(desk.draft().groups), desk.draft().formula) == ("新标题", 3, "weighted")
    assert desk.browser.post(desk.url("head"), sent | {"title": "旧标题"}).status_code == 409


def test_versions_of_the_draft_come_back(desk: Desk) -> None:
    form = desk.take()
    actions.remove_item(desk.survey, "q1", by=desk.manager)
    first = form.history.earliest("history_date")
    assert "您了解这项政策吗" in desk.browser.get(desk.url("drafts")).content.decode()
    desk.post("restore", version=first.history_id, revision=1)
    assert desk.draft().item("q1") is None
    desk.post("restore", version=first.history_id, revision=2)
    assert desk.draft() == EVERY_KIND


# Publishing ---------------------------------------------------------------------------------------


def test_publishing_freezes_and_only_what_is_new(desk: Desk) -> None:
    desk.take()
    desk.post("publish", revision=1)
    version = FormVersion.objects.get(survey=desk.survey)
    token = Collection.objects.get(survey=desk.survey).token
    assert (version.number, version.sha256, version.published_by) == (
        1,
        plainly.digest(EVERY_KIND),
        desk.manager,
    )
    assert "没有要发布的修改" in desk.post("publish", revision=1).content.decode()
    actions.remove_item(desk.survey, "q9", by=desk.manager)
    assert "有未发布的修改" in desk.browser.get(desk.url("form")).content.decode()
    assert "刚才又有人改了问卷" in desk.post("publish", revision=1).content.decode()
    desk.post("publish", revision=2)
    assert [one.number for one in queries.published(desk.survey)] == [2, 1]
    assert plainly.read(FormVersion.objects.get(number=1).content) == EVERY_KIND
    assert Collection.objects.get(survey=desk.survey).token == token
    assert "您还有什么建议" in desk.browser.get(desk.url("version", 1)).content.decode()


def test_nothing_wrong_is_published(desk: Desk) -> None:
    desk.take()
    actions.remove_item(desk.survey, "q5", by=desk.manager)
    page = desk.post("publish", revision=2)
    assert "没有发布：第1题的跳题要跳到它后面的题" in page.content.decode()
    assert not FormVersion.objects.exists()


# Sources and library ------------------------------------------------------------------------------


def test_a_copy_replaces_the_draft_under_ids_of_its_own(desk: Desk) -> None:
    form = desk.take()
    desk.post("publish", revision=1)
    kept = shelving.keep(form, "通用", by=desk.manager)
    key = f"library:{kept.pk}"
    page = desk.browser.get(desk.url("source"), {"from": key}).content.decode()
    assert "现在的草稿有9道题，会被整份替换" in page
    desk.post("take", revision=1, **{"from": key})
    assert not set(desk.draft().ids()) & set(EVERY_KIND.ids())
    assert "刚才又有人改了草稿" in desk.post("take", revision=1, **{"from": key}).content.decode()


def test_sources_are_the_library_the_product_and_ones_own_surveys(desk: Desk) -> None:
    form = desk.take()
    shelving.keep(form, "通用", by=desk.manager)
    foreign = Desk()
    foreign.take()
    other = Survey.objects.create(project=desk.project, title="另一个调查", position=9)
    shown = [
        (heading, [one.name for one in found]) for heading, found in queries.sources(other, desk.manager)
    ]
    assert shown[0] == ("机构问卷库", ["通用"])
    assert shown[1][0] == "通用问卷"
    assert shown[2] == ("其他调查", [desk.survey.title])
    assert queries.source(other, desk.manager, f"survey:{foreign.survey.pk}") is None
    for key in ("survey:x", "library:9999", "shipped:none", "", f"library:{'9' * 30}"):
        assert queries.source(other, desk.manager, key) is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_sources_asks_as_often_for_three(
    desk: Desk, count: int, django_assert_num_queries: Any
) -> None:
    form = desk.take()
    for number in range(count):
        shelving.keep(form, f"通用{number}", by=desk.manager)
    other = Survey.objects.create(project=desk.project, title="另一个调查", position=9)
    with django_assert_num_queries(2):
        queries.sources(other, desk.manager)
    with django_assert_num_queries(2):
        assert len(queries.shelf(desk.firm)) == count


def test_the_library_is_kept_by_its_admins(desk: Desk) -> None:
    form = desk.take()
    desk.post("keep", name="通用")
    assert "请换一个名称" in desk.post("keep", name="通用").content.decode()
    desk.post("keep", name="通用", replace="on")
    kept = LibraryForm.objects.get(firm=desk.firm)
    assert (kept.revision, plainly.read(kept.content)) == (2, EVERY_KIND)
    desk.browser.post(reverse("designing:rename", args=[kept.pk]), {"name": "满意度", "revision": 2})
    shelving.keep(form, "另一份", by=desk.manager)
    page = desk.browser.post(
        reverse("designing:rename", args=[kept.pk]), {"name": "另一份", "revision": 3}
    ).content.decode()
    assert "问卷库里已有“另一份”" in page
    desk.browser.post(reverse("designing:drop", args=[kept.pk]))
    shelf = reverse("designing:shelf")
    (line,) = desk.browser.get(shelf).context["dropped"]
    assert line.subject == "满意度"
    desk.browser.post(reverse("designing:bring-back", args=[line.pk]))
    assert plainly.read(LibraryForm.objects.get(name="满意度").content) == EVERY_KIND
    assert list(desk.browser.get(shelf).context["dropped"]) == []
