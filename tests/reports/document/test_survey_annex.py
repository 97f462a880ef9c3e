"""Annex 问卷调查汇总分析: what a survey with a questionnaire prints, and that it all adds up."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from indicators.charts import ShareChart
from reports.document import Beside, Polled, SurveyShare, as_plain, compose, from_plain, plain_text
from reports.document.blocks import Table
from tests.reports.document.conftest import Make

SCALE = [
    {"label": "很满意", "count": 32, "score": 100, "satisfied": True},
    {"label": "基本满意", "count": 68, "score": 75, "satisfied": True},
    {"label": "不满意", "count": 20, "score": 0},
]
LINES = [{"label": "好", "count": 90, "satisfied": True}, {"label": "差", "count": 30}]
QUESTIONS: list[dict[str, Any]] = [
    {"text": "总体是否满意", "type": "scale", "answered": 120, "satisfaction": True, "options": SCALE},
    {"text": "各项服务——咨询", "type": "matrix", "answered": 120, "options": LINES},
    {"text": "各项服务——调解", "type": "matrix", "answered": 120, "options": LINES},
    {"text": "您的年龄（岁）", "type": "number", "answered": 118, "mean": Decimal("42.5")},
    {"text": "有什么建议", "type": "text", "answered": 40, "options": [{"label": "加强宣传", "count": 25}]},
]
SURVEY = {"title": "消费者问卷", "distributed": 130, "returned": 125, "valid": 120, "questions": QUESTIONS}
MADE = Polled(
    survey=1,
    versions=("第1版（2019-03-01发布）",),
    first="2019-03-02",
    last="2019-03-20",
    channels=(
        SurveyShare(name="公开链接", returned=85, valid=80),
        SurveyShare(name="纸质录入", returned=40, valid=40),
    ),
    groups=(
        SurveyShare(name="城区", quota=80, returned=85, valid=80),
        SurveyShare(name="乡镇", quota=40, returned=40, valid=40),
    ),
    struck=(("答题过快", 3), ("人工剔除", 2)),
    population=5000,
    confidence=Decimal(95),
    margin=Decimal("8.9"),
    target=120,
    seed=20190301,
)


def printed(make: Make, *made: Polled, **more: Any) -> str:
    return plain_text(compose(make(surveys=[SURVEY | more], material={"beside": Beside(surveys=made)})))


def test_method_sample_rates_and_what_does_not_count(make: Make) -> None:
    said = printed(make, MADE)
    for sentence in (
        "使用第1版（2019-03-01发布），通过公开链接、纸质录入回收，回收时间为2019年3月2日至2019年3月20日。",
        "调查对象为城区、乡镇。",
        "调查对象总体为5,000人，按95%的置信水平和8.9%的允许误差确定样本量。计划样本量为120份。",
        "抽样采用随机抽取，随机种子为20190301。",
        "未计入统计的5份中，答题过快3份、人工剔除2份。",
        "城区 │ 80 │ 85 │ 80 │ 66.67",
        "纸质录入 │ 40 │ 40 │ 33.33",
    ):
        assert sentence in said


def test_satisfaction_with_interval_and_formula(make: Make) -> None:
    said = printed(make, MADE)
    assert "综合满意占比为83.33%（95%置信区间75.76～88.89%），为计入满意度的1个问题的平均值。" in said
    assert "满意占比＝选择满意类选项的人次÷表明满意程度的人次×100%，不了解、未使用等回答不计入。" in said
    assert "满意占比＝（很满意32 + 基本满意68）÷ 120＝83.33%，置信区间75.76～88.89%。" in said
    assert "加权得分为69.17分，由各选项分值按人次加权平均。" in said


def test_questions_of_every_kind(make: Make) -> None:
    document = compose(make(surveys=[SURVEY]))
    said = plain_text(document)
    assert "不满意 │ 20 │ 16.66" in said
    assert "各项占比按最大余数法取两位小数，合计为100.00%。" in said
    assert "咨询 │ 90（75.00） │ 30（25.00） │ 75.00" in said
    assert "“您的年龄（岁）”有效填写118人次，平均为42.5。" in said
    assert "加强宣传 │ 25 │ 62.50" in said
    assert "开放题的回答按主题归类，一份答卷可以归入几个主题。" in said
    tables = [one for part in document.parts for one in part.blocks if isinstance(one, Table)]
    charts = {one.name: one.chart for one in tables if one.name.startswith("question")}
    assert list(charts) == ["question-1-1", "question-1-2", "question-1-5"]
    matrix = charts["question-1-2"]
    assert isinstance(matrix, ShareChart)
    assert [(one.label, one.text) for one in matrix.shares] == [("咨询", "75.00%"), ("调解", "75.00%")]


def test_what_does_not_add_up_to_the_counts_is_not_printed(make: Make) -> None:
    said = printed(make, MADE, valid=119, returned=125)
    assert "未计入统计的" not in said
    assert "样本的群体构成" not in said


def test_an_unused_survey_says_why_and_what_instead(make: Make) -> None:
    more = {"used": False, "unused_reason": "有效率低", "substitute": "12345热线统计", "questions": []}
    said = printed(make, **more)
    assert "未采用的原因：有效率低。计分改用12345热线统计。" in said


def test_what_is_beside_comes_back_from_a_snapshot() -> None:
    beside = Beside(surveys=(MADE, Polled(survey=2)))
    assert from_plain(json.loads(json.dumps(as_plain(beside)))) == beside
    assert from_plain({}).surveys == ()
