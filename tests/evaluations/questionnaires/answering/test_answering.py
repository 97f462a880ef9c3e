"""Answering by the open link: page by page and whole, kept, corrected, handed in once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from evaluations.questionnaires.answering import actions, limits
from evaluations.questionnaires.models import Channel, Collection, Response, Sitting
from evaluations.questionnaires.receiving import questionnaire_of
from evaluations.surveying import coding
from evaluations.surveying.definition import SCALE, Item, Questionnaire
from evaluations.surveying.routing import pages
from tests.evaluations.questionnaires.answering.making import (
    FILLED,
    TWO,
    address,
    begin,
    collect,
    key_of,
    publish,
)
from tests.evaluations.surveying.samples import EVERY_KIND, SATISFIED

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone() -> Client:
    return Client()


def fill(phone: Client, place: str, sent: dict[str, Any] = FILLED) -> Any:
    """Goes through the pages from `place` on; gives the last answer."""
    for _ in range(len(pages(EVERY_KIND)) + 1):
        response = phone.post(place, sent)
        if response.status_code != 302 or "thanks" in response["Location"]:
            return response
        place = response["Location"]
    raise AssertionError(place)


def answers(response: Response) -> dict[str, Any]:
    questionnaire = questionnaire_of(response.version)
    return coding.decode(questionnaire, response.coded, response.words)


def text(page: Any) -> str:
    return " ".join(html.fromstring(page.content.decode()).text_content().split())


def test_page_by_page(phone: Client) -> None:
    collection = collect()
    place = begin(phone, address(collection), group="old")
    done = fill(phone, place)
    assert done["Location"] == reverse("answering:thanks", args=[collection.token])
    assert "答卷已经收到" in text(phone.get(done["Location"]))
    stored = Response.objects.get()
    assert answers(stored)["q3"] == ["a", "o"]
    assert answers(stored)["q3~o"] == "报纸"
    assert answers(stored)["q4"] == {"a": "4", "b": "2"}
    assert answers(stored)["q5"] == ["b", "a"]
    assert (stored.group, stored.channel, stored.key) == ("old", Channel.OPEN, key_of(place))
    assert stored.seconds is not None
    assert not Sitting.objects.exists()


def test_all_at_once_as_the_script_sends_it(phone: Client) -> None:
    collection = collect()
    place = begin(phone, address(collection), group="old", whole="1")
    assert place == reverse("answering:sheet", args=[collection.token, key_of(place)])
    shown = html.fromstring(phone.get(place).content.decode())
    assert len(shown.xpath("//*[@data-leaf]")) == len(pages(EVERY_KIND))
    assert shown.xpath("//fieldset[@id='f-q1']/@data-jumps") == ['{"c":3}']
    done = phone.post(place, FILLED, headers={"accept": "application/json"})
    assert done.json() == {"to": reverse("answering:thanks", args=[collection.token])}
    again = phone.post(place, FILLED, headers={"accept": "application/json"})
    assert again.json() == done.json()
    assert Response.objects.count() == 1


def test_one_page_is_one_post(phone: Client) -> None:
    place = begin(phone, address(collect(TWO)))
    assert "thanks" in phone.post(place, {"q1": "a", "q2": "4"})["Location"]
    assert Response.objects.get().version.number == 1


def test_errors_stand_at_their_questions_and_what_was_typed_stays(phone: Client) -> None:
    place = begin(phone, address(collect(TWO)))
    shown = phone.post(place, {"q2": "4"})
    assert shown.status_code == 422
    page = html.fromstring(shown.content.decode())
    assert page.xpath("//fieldset[@class='bad']/@id") == ["f-q1"]
    assert "这道题还没有选，请选一项。" in page.xpath("string(//fieldset[@id='f-q1'])")
    assert page.xpath("//input[@checked]/@id") == ["q2-4"]
    assert not Response.objects.exists()
    assert html.fromstring(phone.get(place).content.decode()).xpath("//input[@checked]/@id") == ["q2-4"]


def test_errors_of_a_whole_sheet_for_the_script(phone: Client) -> None:
    place = begin(phone, address(collect()), group="old", whole="1")
    told = phone.post(place, {**FILLED, "q6": "140"}, headers={"accept": "application/json"})
    assert (told.status_code, told.json()) == (
        422,
        {"errors": {"q6": "不能大于130，这里是140。"}, "page": 4},
    )


def test_back_loses_nothing_not_even_what_is_wrong(phone: Client) -> None:
    first = begin(phone, address(collect()), group="old")
    second = phone.post(first, {"q1": "a"})["Location"]
    back = phone.post(second, {"q3~o": "报", "q3": "o", "back": "1"})
    assert back["Location"] == first
    shown = html.fromstring(phone.get(second).content.decode())
    assert shown.xpath("//input[@name='q3~o']/@value") == ["报"]
    assert shown.xpath("//input[@checked]/@id") == ["q3-o"]


def test_a_jump_skips_pages_and_back_over_it(phone: Client) -> None:
    first = begin(phone, address(collect()), group="old")
    third = phone.post(first, {"q1": "c"})["Location"]
    assert third.endswith("/3/")
    assert phone.post(third, {"back": "1"})["Location"] == first
    done = fill(phone, first, {"q1": "c", "q2": "4", "q6": "71"})
    assert "thanks" in done["Location"]
    assert answers(Response.objects.get()) == {"q1": "c", "q6": "71"}


def test_the_last_page_does_not_get_around_an_earlier_one(phone: Client) -> None:
    first = begin(phone, address(collect()), group="old")
    last = first.replace("/1/", "/4/")
    led = phone.post(last, {"q6": "71"})["Location"]
    assert led == f"{first}?mend=1"
    assert "这道题还没有选" in text(phone.get(led))
    assert not Response.objects.exists()


def test_forged_fields_are_never_stored_and_forged_choices_are_told(phone: Client) -> None:
    place = begin(phone, address(collect(TWO)))
    refused = phone.post(place, {"q1": "z", "q2": "4", "q77": "1", "is_valid": "1"})
    assert refused.status_code == 422
    assert "收到了问卷里没有的选项，请重新选择。" in text(refused)
    assert set(Sitting.objects.get().answers) == {"q1", "q2"}
    assert phone.post(place, {"q1": "a", "q2": "4", "q77": "1"}).status_code == 302
    assert answers(Response.objects.get()) == {"q1": "a", "q2": "4"}


def test_ten_megabytes_are_refused_with_a_readable_page(phone: Client) -> None:
    place = begin(phone, address(collect()), group="old", whole="1")
    big = {**FILLED, "q9": "长" * 3_600_000}
    refused = phone.post(place, big)
    assert refused.status_code == 413
    assert "最多写2000字" in text(refused)
    assert phone.post(place, big, headers={"accept": "application/json"}).json()["title"] == (
        "内容太长，没有送出"
    )
    long = phone.post(place, {**FILLED, "q9": "长" * 2001})
    assert (long.status_code, "最多2000字，这里有2001字" in text(long)) == (422, True)
    assert not Response.objects.exists()


def test_a_key_of_another_survey_is_not_there(phone: Client) -> None:
    mine, other = collect(TWO), collect(TWO)
    key = key_of(begin(phone, address(mine)))
    for name, more in (("sheet", []), ("page", [1])):
        foreign = reverse(f"answering:{name}", args=[other.token, key, *more])
        assert phone.get(foreign).status_code == 404
        assert phone.post(foreign, {"q1": "a", "q2": "4"}).status_code == 404
        unknown = reverse(f"answering:{name}", args=[mine.token, uuid4(), *more])
        assert phone.get(unknown).status_code == 404
    assert phone.get(reverse("answering:open", args=["nowhere"])).status_code == 404
    assert phone.get(reverse("answering:page", args=[mine.token, key, 2])).status_code == 404


def test_a_sheet_that_was_handed_in_shows_no_answers(phone: Client) -> None:
    place = begin(phone, address(collect(TWO)))
    phone.post(place, {"q1": "a", "q2": "4"})
    assert "thanks" in phone.get(place)["Location"]
    assert "thanks" in phone.post(place, {"q1": "b", "q2": "0"})["Location"]
    assert answers(Response.objects.get()) == {"q1": "a", "q2": "4"}


def test_the_version_is_that_which_was_begun(phone: Client) -> None:
    collection = collect(TWO)
    place = begin(phone, address(collection))
    changed = Questionnaire(title="新版", items=TWO.items[:1])
    publish(collection.survey, changed)
    assert "您满意吗" in text(phone.get(place))
    phone.post(place, {"q1": "a", "q2": "4"})
    assert Response.objects.get().version.number == 1
    phone.post(begin(phone, address(collection)), {"q1": "a"})
    assert list(Response.objects.values_list("version__number", flat=True)) == [1, 2]


def test_group_and_consent_are_asked_for(phone: Client) -> None:
    asking = Questionnaire(
        title="问卷", consent="本调查自愿参加。", items=TWO.items, groups=EVERY_KIND.groups
    )
    place = address(collect(asking))
    refused = phone.post(place, {})
    assert refused.status_code == 422
    assert "请选择您属于哪一类受访者。" in text(refused)
    assert "请阅读说明并勾选同意" in text(refused)
    kept = html.fromstring(phone.post(place, {"group": "family"}).content.decode())
    assert kept.xpath("//input[@checked]/@id") == ["g-family"]
    assert phone.post(place, {"group": "forged", "consent": "1"}).status_code == 422
    assert not Sitting.objects.exists()
    begin(phone, place, group="family", consent="1")
    assert Sitting.objects.get().group == "family"


def now(**more: float) -> Any:
    return timezone.now() + timedelta(**more)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"opens_at": now(days=1)}, "调查还没有开始"),
        ({"closes_at": now(days=-1)}, "调查已经结束"),
        ({"stopped_at": now(minutes=-1)}, "调查已经结束"),
    ],
)
def test_a_closed_survey_says_so_kindly_and_takes_nothing(
    phone: Client, values: dict[str, Any], said: str
) -> None:
    collection = collect(TWO)
    place = begin(phone, address(collection))
    Collection.objects.update(**values)
    for one in (phone.get(address(collection)), phone.get(place), phone.post(place, {"q1": "a", "q2": "4"})):
        assert said in text(one)
        assert collection.survey.project.firm.name in text(one)
    told = phone.post(place, {"q1": "a", "q2": "4"}, headers={"accept": "application/json"})
    assert (told.status_code, told.json()["title"]) == (409, said)
    assert not Response.objects.exists()


def test_what_is_not_published_or_frozen(phone: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "问卷还没有发布" in text(phone.get(address(collect(None))))
    place = address(collect(TWO))
    monkeypatch.setattr(
        "evaluations.projects.freezing.of_kind", lambda _project, kind: kind == "survey" or None
    )
    assert "结果已经签核" in text(phone.get(place))


def test_full_is_told_at_the_beginning_and_who_has_begun_may_finish(phone: Client) -> None:
    collection = collect(TWO, target=1, is_limited=True, rules={"seconds": 0})
    first, second = begin(phone, address(collection)), begin(Client(), address(collection))
    phone.post(first, {"q1": "a", "q2": "4"})
    assert "问卷已经收满" in text(Client().get(address(collection)))
    assert "问卷已经收满" in text(Client().post(address(collection)))
    assert "thanks" in phone.post(second, {"q1": "a", "q2": "4"})["Location"]
    assert Response.objects.count() == 2


def test_a_group_whose_quota_is_filled(phone: Client) -> None:
    asking = Questionnaire(title="问卷", items=TWO.items, groups=EVERY_KIND.groups)
    collection = collect(asking, quotas={"old": 1}, rules={"seconds": 0})
    phone.post(begin(phone, address(collection), group="old"), {"q1": "a", "q2": "4"})
    shown = html.fromstring(phone.get(address(collection)).content.decode())
    assert shown.xpath("//input[@disabled]/@id") == ["g-old"]
    assert "“老人”已经收满" in text(phone.post(address(collection), {"group": "old"}))
    begin(phone, address(collection), group="family")


def test_only_by_links_of_ones_own(phone: Client) -> None:
    collection = collect(TWO, is_open_link=False)
    assert "请用发给您的链接作答" in text(phone.get(address(collection)))
    assert "请用发给您的链接作答" in text(phone.post(address(collection)))
    assert not Sitting.objects.exists()


def test_a_robot_is_thanked_and_nothing_is_stored(phone: Client) -> None:
    collection = collect(TWO)
    assert "thanks" in phone.post(address(collection), {"remark": "buy"})["Location"]
    assert not Sitting.objects.exists()
    place = begin(phone, address(collection))
    assert "thanks" in phone.post(place, {"q1": "a", "q2": "4", "remark": "buy"})["Location"]
    assert not Response.objects.exists()


def test_too_many_from_one_address(phone: Client, settings: Any) -> None:
    settings.SURVEY_STARTS, settings.SURVEY_POSTS = 1, 1
    limits.cache.clear()
    collection = collect(TWO)
    place = begin(phone, address(collection))
    refused = phone.post(address(collection))
    assert (refused.status_code, "现在作答的人太多" in text(refused)) == (429, True)
    phone.post(place, {"q1": "a"})
    busy = phone.post(place, {"q1": "b", "q2": "4"})
    assert busy.status_code == 429
    shown = html.fromstring(busy.content.decode())
    assert shown.xpath("//input[@checked]/@id") == ["q1-b", "q2-4"]
    told = phone.post(place, {"q1": "b", "q2": "4"}, headers={"accept": "application/json"})
    assert told.status_code == 429
    other = Client(REMOTE_ADDR="10.0.0.9")
    assert "thanks" in other.post(place, {"q1": "b", "q2": "4"})["Location"]
    limits.cache.clear()


def test_the_phone_is_known_for_this_survey_only(phone: Client) -> None:
    collection, other = collect(TWO, rules={"seconds": 0}), collect(TWO)
    place = begin(phone, address(collection))
    cookie = phone.cookies["jiheng-survey"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (address(collection), True, "Lax")
    digest = Sitting.objects.get().device
    assert len(digest) == 64
    assert cookie.value not in digest
    assert "继续上次作答" in text(phone.get(address(collection)))
    assert "继续上次作答" not in text(Client().get(address(collection)))
    phone.post(place, {"q1": "a", "q2": "4"})
    assert "继续上次作答" not in text(phone.get(address(collection)))
    phone.post(begin(phone, address(collection)), {"q1": "a", "q2": "0"})
    assert list(Response.objects.order_by("pk").values_list("flags", flat=True)) == ["", "device"]
    copied = Client()
    copied.cookies["jiheng-survey"] = cookie.value
    begin(copied, address(other))
    assert Sitting.objects.get().device not in {"", digest}


def test_resuming_leads_to_the_first_page_that_waits(phone: Client) -> None:
    collection = collect()
    first = begin(phone, address(collection), group="old")
    second = phone.post(first, {"q1": "a"})["Location"]
    shown = html.fromstring(phone.get(address(collection)).content.decode())
    link = shown.xpath("//a[@data-whole]")[0]
    assert link.get("href") == second
    assert link.get("data-whole") == reverse("answering:sheet", args=[collection.token, key_of(first)])


def test_nothing_is_cached_and_no_session_is_made(phone: Client) -> None:
    place = begin(phone, address(collect(TWO)))
    assert "no-store" in phone.get(place)["Cache-Control"]
    assert "sessionid" not in phone.cookies


def test_no_form_is_taken_from_elsewhere() -> None:
    phone = Client(enforce_csrf_checks=True)
    assert phone.post(address(collect(TWO))).status_code == 403
    assert not Sitting.objects.exists()


def test_unfinished_sheets_are_given_up_after_a_month(phone: Client) -> None:
    collection = collect(TWO)
    old, young = begin(phone, address(collection)), begin(Client(), address(collection))
    Sitting.objects.filter(key=key_of(old)).update(updated_at=now(days=-31))
    assert actions.give_up_unfinished(timezone.now()) == 1
    assert Sitting.objects.get().key == key_of(young)
    line = collection.survey.project.activities.latest("pk")
    assert (line.verb, line.subject) == ("清除", "“居家养老服务满意度调查”30天没有答完的答卷1份")
    assert phone.get(old).status_code == 404


def scales(number: int) -> Questionnaire:
    asked = tuple(
        Item(id=f"q{at}", kind=SCALE, text=f"您对第{at}项服务的及时、便利和态度满意吗？", choices=SATISFIED)
        for at in range(1, number + 1)
    )
    return Questionnaire(title="满意度问卷", intro="说明" * 200, items=asked)


def test_what_a_phone_loads_is_light(phone: Client) -> None:
    """The first page, and a whole sheet of 30 questions with five choices each, with everything they need."""
    collection = collect(scales(30))
    place = begin(phone, address(collection), whole="1")
    shared = 0
    for name in ("css/pages/survey.css", "js/survey.js", "favicon.svg"):
        shared += Path(str(finders.find(name))).stat().st_size
    for one in (address(collection), place):
        page = phone.get(one).content
        wanted = html.fromstring(page.decode()).xpath("//link/@href | //script/@src")
        assert len(wanted) == 3
        assert len(page) + shared < 60_000


def test_the_number_of_queries_does_not_grow(phone: Client, django_assert_max_num_queries: Any) -> None:
    for number in (1, 3, 30):
        place = begin(phone, address(collect(scales(number))), whole="1")
        sent = {f"q{at}": str(at % 5) for at in range(1, number + 1)}
        with django_assert_max_num_queries(13):
            assert "thanks" in phone.post(place, sent)["Location"]
