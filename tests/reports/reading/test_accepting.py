"""One click puts a suggestion into the report; what cannot be replaced safely is refused with its reason."""

from __future__ import annotations

import pytest

from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectRole
from evaluations.reviews.actions import Refused
from evaluations.reviews.models import Thread
from reports.composing.actions import save_text
from reports.composing.forms import LONGEST
from reports.composing.models import SectionText
from reports.composing.queries import written_section
from reports.reading.actions import InGeneratedText, accept
from reports.reading.cards import card_of
from reports.reading.queries import pieces_of
from tests.evaluations.reviews.making import make_thread
from tests.factories import add_member, make_project
from tests.reports.reading.making import make_suggestion

pytestmark = pytest.mark.django_db

SECTION = "abstract.suggestions"


@pytest.fixture
def project() -> Project:
    return make_project("linfang_2018")


@pytest.fixture
def manager(project: Project) -> User:
    return project.members.get().user


@pytest.fixture
def expert(project: Project) -> User:
    return add_member(project, role=ProjectRole.EXPERT)


@pytest.fixture
def own(project: Project, manager: User) -> SectionText:
    text = "第一段说坐席不足。\n第二段说夜班坐席由6人减至4人，应当恢复。"
    return save_text(project, SECTION, text, title="主要建议", revision=0, by=manager)


def test_the_words_are_replaced_and_the_thread_remembers(
    project: Project, manager: User, expert: User, own: SectionText
) -> None:
    thread = make_suggestion(project, expert, "由6人减至4人", "由6人减至4人，少于合同约定", key=SECTION)
    accepted = accept(project, thread, take_over=False, by=manager)
    own.refresh_from_db()
    assert own.text == "第一段说坐席不足。\n第二段说夜班坐席由6人减至4人，少于合同约定，应当恢复。"
    assert (own.revision, own.updated_by) == (2, manager)
    assert (accepted.state, accepted.decided_by) == ("adopted", manager)
    assert accepted.before == "第二段说夜班坐席由6人减至4人，应当恢复。"
    assert accepted.after == "第二段说夜班坐席由6人减至4人，少于合同约定，应当恢复。"
    told = list(project.activities.values_list("kind", "verb")[:2])
    assert sorted(told) == [("review", "处理"), ("text", "采纳建议")]


def test_the_quotation_is_kept_when_its_text_is_gone(
    project: Project, manager: User, expert: User, own: SectionText
) -> None:
    quoted = "第二段说夜班坐席由6人减至4人，应当恢复。"
    thread = make_suggestion(project, expert, quoted, "全部重写。", key=SECTION)
    accept(project, thread, take_over=False, by=manager)
    piece = next(one for one in pieces_of(project, "report") if one.key == SECTION)
    card = card_of(Thread.objects.get(), expert, project, piece)
    assert piece.text == "第一段说坐席不足。全部重写。"
    assert (card.hang.is_gone, card.thread.exact) == (True, quoted)


def test_generated_text_is_taken_over_knowingly(project: Project, manager: User, expert: User) -> None:
    written = written_section(project, SECTION)
    assert written is not None
    words = written.generated[:12]
    thread = make_suggestion(project, expert, words, "改写的开头，", key=SECTION)
    with pytest.raises(InGeneratedText, match="数字不再随数据更新"):
        accept(project, thread, take_over=False, by=manager)
    assert SectionText.objects.count() == 0
    accept(project, thread, take_over=True, by=manager)
    assert SectionText.objects.get().text == written.generated.replace(words, "改写的开头，", 1)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"exact": "没有这些字"}, "引文不在这一节的文字里"),
        ({"exact": "段说"}, "有2处，分不清"),
        ({"exact": "坐席不足。第二段"}, "跨了两段"),
        ({"key": "annex.system", "exact": "权重"}, "没有可以改写的文字"),
    ],
)
def test_what_cannot_be_replaced(
    project: Project, manager: User, expert: User, own: SectionText, values: dict[str, str], why: str
) -> None:
    thread = make_suggestion(project, expert, **{"key": SECTION, "suggestion": "改", **values})
    with pytest.raises(Refused, match=why):
        accept(project, thread, take_over=False, by=manager)
    own.refresh_from_db()
    assert (own.revision, Thread.objects.get().state) == (1, "open")


def test_a_section_never_becomes_empty_or_too_long(
    project: Project, manager: User, expert: User, own: SectionText
) -> None:
    for suggestion, why in (("", "不能为空"), ("长" * 4000, "最多20,000字")):
        text = "只有这句。" if not suggestion else "只有这句。" + "多" * (LONGEST - 10)
        own = save_text(project, SECTION, text, title="", revision=own.revision, by=manager)
        quoted = text if not suggestion else "只有这句。"
        thread = make_suggestion(project, expert, quoted, suggestion, key=SECTION)
        with pytest.raises(Refused, match=why):
            accept(project, thread, take_over=False, by=manager)


def test_only_once_and_only_suggestions_on_the_report(
    project: Project, manager: User, expert: User, own: SectionText
) -> None:
    thread = make_suggestion(project, expert, "坐席不足", "坐席偏少", key=SECTION)
    accept(project, thread, take_over=False, by=manager)
    for other in (
        thread,
        make_thread(project, expert, key=SECTION, exact="第一段"),
        make_suggestion(project, expert, "考察", "评价", target="indicators", key="A"),
    ):
        with pytest.raises(Refused, match="不能再采纳"):
            accept(project, other, take_over=False, by=manager)
