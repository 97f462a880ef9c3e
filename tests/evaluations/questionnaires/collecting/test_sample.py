"""样本量: computed with its formula, spread over groups, taken over."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from evaluations.questionnaires.models import Collection, FormVersion

pytestmark = pytest.mark.django_db


def address(version: FormVersion, tail: str = "") -> str:
    return f"/projects/{version.survey.project_id}/surveys/{version.survey_id}/sample/{tail}"


ASKED = {"population": "2000", "confidence": "95", "margin": "5", "share": "50"}


def test_the_size_with_its_formula(browser: Client, version: FormVersion) -> None:
    page = browser.get(address(version), ASKED).content.decode()
    assert "<b>323</b>" in page
    assert "1.960² × 50% × (1−50%) ÷ (5%)²" in page
    assert '<span class="r">384.16</span>' in page


def test_taken_over_with_quotas(browser: Client, version: FormVersion) -> None:
    asked = "population=&confidence=95&margin=5&share=50&size-old=1500&size-family=500"
    page = browser.get(f"{address(version)}?{asked}").content.decode()
    assert "采用，并设各群体配额" in page
    assert browser.post(address(version, "adopt/"), {"asked": asked}).status_code == 302
    kept = Collection.objects.get()
    assert (kept.target, kept.population, kept.confidence, kept.margin) == (
        323,
        2000,
        Decimal(95),
        Decimal(5),
    )
    assert kept.quotas == {"old": 242, "family": 81}
    line = version.survey.project.activities.earliest("-at", "-pk")
    assert line.verb == "采用样本量"
    assert {"field": "配额", "before": "—", "after": "老人242份、家属81份"} in line.changes


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"margin": ""}, "请填写，例如5。"),
        ({"margin": "0"}, "不能小于0.1。"),
        ({"margin": "5%"}, "请填数字，例如5，不要写百分号。"),
        ({"confidence": "80"}, "请选90%、95%或99%。"),
        ({"population": "0"}, "不能小于1。"),
        ({"size-old": "3"}, "每个群体都要填人数"),
        ({"size-old": "3", "size-family": "4"}, "与各群体合计7人不等"),
        ({"size-old": "0", "size-family": "0"}, "各群体人数合计是0"),
    ],
)
def test_what_is_wrong_is_told(
    browser: Client, version: FormVersion, values: dict[str, str], said: str
) -> None:
    page = browser.get(address(version), ASKED | values).content.decode()
    assert said in page
    assert "score-now" not in page


def test_nothing_is_taken_over_from_nonsense(browser: Client, version: FormVersion) -> None:
    assert browser.post(address(version, "adopt/"), {"asked": "margin=x"}).status_code == 422
    assert Collection.objects.get().target is None
