"""A report as it is printed: all kinds of parts and blocks. Names are fictional, words our own."""

from __future__ import annotations

from reports.document.blocks import (
    Block,
    Document,
    Facts,
    Footnote,
    Paragraph,
    Part,
    Strong,
)
from tests.reports.rendering.sample_annexes import annexes
from tests.reports.rendering.sample_chapters import chapters
from tests.reports.rendering.sample_words import (
    BUREAU,
    FIRM,
    SHORT,
    TITLE,
    UNIT,
    h,
    p,
)


def sample(stamp: str = "") -> Document:
    """The whole report."""
    return Document(
        title=TITLE,
        short_title=SHORT,
        author=FIRM,
        subject="项目支出绩效评价",
        date="2019年8月16日",
        stamp=stamp,
        parts=(
            cover(),
            declaration(),
            contents(),
            abstract(),
            foreword(),
            *chapters(),
            advice_chapter(),
            *annexes(),
        ),
    )


# Front matter -------------------------------------------------------------------------------------


def cover() -> Part:
    facts = (
        ("项目名称", "12351民生热线智能服务平台"),
        ("项目单位", UNIT),
        ("主管部门", BUREAU),
        ("委托单位", BUREAU),
        ("评价年度", "2018年"),
    )
    blocks: tuple[Block, ...] = (
        p("衡信绩评〔2019〕第018号"),
        Facts(rows=tuple((name, (value,)) for name, value in facts)),
        Paragraph(runs=(FIRM,), style="sign"),
        Paragraph(runs=("2019年8月",), style="sign"),
    )
    return Part(name="cover", kind="cover", title="封面", run="", blocks=blocks)


def declaration() -> Part:
    rows = ("评价机构", "法定代表人", "主评人", "项目负责人", "质量复核人", "报告日期")
    values = (f"{FIRM}（盖章）", "", "", "", "", "2019年8月16日")
    return Part(
        name="declaration",
        kind="declaration",
        title="声明",
        run="声明与签章",
        blocks=(
            p("一、我们受托开展本次绩效评价，与委托单位、项目单位之间不存在影响客观判断的利害关系。"),
            p(
                "二、评价所用资料由项目单位及相关各方提供并对其真实、完整负责；"
                "分析与结论由我们作出并承担责任。"
            ),
            p("三、本报告所列得分均由规则计算得出，计算过程、取数来源和证据编号可在工作底稿中逐项查到。"),
            p("四、未经书面同意，不得摘录本报告的片段用于评价目的以外的用途。"),
            Facts(rows=tuple((name, (value,)) for name, value in zip(rows, values, strict=True))),
        ),
    )


def contents() -> Part:
    return Part(name="contents", kind="contents", title="目录", run="目录", blocks=())


def abstract() -> Part:
    return Part(
        name="abstract",
        kind="abstract",
        title="摘要",
        run="摘要",
        blocks=(
            p(
                f"受{BUREAU}委托，{FIRM}于2019年5月至8月，"
                "对2018年度12351民生热线智能服务平台项目的财政支出绩效进行了评价。"
            ),
            h(2, "一、评价结论", "abstract-1"),
            p(
                "项目综合得分",
                Strong(runs=("87.3分",)),
                "，评价等级为",
                Strong(runs=("“良”",)),
                "。其中决策类10.5分（权重12分），管理类17.4分（权重22分），绩效类59.4分（权重66分）。"
                "单位成本、投诉和满意度三项优于标杆，综合接通率和系统升级两项扣分最多。",
            ),
            h(2, "二、主要问题", "abstract-2"),
            p("高峰时段接通能力不足，全媒体渠道未如期上线，承接单位的季度考核没有落实，预算测算口径不完整。"),
            h(2, "三、主要建议", "abstract-3"),
            p(
                "一是按时段配置坐席，推行回拨与自助分流；二是把功能验收与付款节点绑定；三是先考核、"
                "后付款；四是用上年实际成本校准预算。"
            ),
        ),
    )


def foreword() -> Part:
    return Part(
        name="foreword",
        kind="foreword",
        title="前言",
        run="前言",
        blocks=(
            p(
                "一条热线好不好用，群众拨一次电话就知道；一笔财政资金花得值不值，却要把目标、"
                "过程和结果放在一起才看得清。"
                f"为了回答后一个问题，{BUREAU}委托我们对热线平台项目开展绩效评价。"
            ),
            p(
                "评价组由主评人1名、评价人员4名和行业专家3名组成。自5月6日进场起，先后完成方案论证、"
                "资料核对、"
                "现场访谈、问卷调查、评分复核和征求意见，共查阅文件112份，抽查凭证46份，访谈9人次，"
                "回收有效问卷120份。"
            ),
            p(
                "报告分三章：第一章介绍项目，第二章给出评分与分析，第三章归纳经验、问题和建议；"
                "指标体系、工作底稿、"
                "访谈记录和资金检查表列于附件。金额单位除注明外均为万元，比率保留两位小数，"
                "得分保留一位小数。",
                Footnote(
                    runs=("舍入采用四舍五入，只在列示时舍入一次；分项之和与合计有尾差的，以合计为准。",)
                ),
            ),
        ),
    )


def advice_chapter() -> Part:
    return Part(
        name="chapter-3",
        kind="chapter",
        title="三、经验、问题和建议",
        run="三、经验、问题和建议",
        blocks=(
            h(2, "（一）主要经验", "s-3-1"),
            p(
                "“坐席外包、后台自营”的分工既用上了承接单位的场地和人员，"
                "又把政策口径和群众信息留在中心。两条专线合并后，同类问题采用同一知识条目答复，"
                "转接次数比上年减少四成。"
            ),
            p(
                "质量监督不走形式。监督岗全年抽听录音1,055条，合格率97.82%，"
                "对不满意通话全部回访并反馈处理结果。"
            ),
            h(2, "（二）存在的问题", "s-3-2"),
            h(3, "1．渠道建设滞后，高峰期分流不出去", "s-3-2-1"),
            p(
                "合同约定年底前建成全媒体平台，实际只完成语音系统切换，网页、移动端和机器人均未上线，"
                "来电全部由人工承担，高峰期放弃量居高不下。"
            ),
            h(3, "2．考核没有落实，付款与绩效脱节", "s-3-2-2"),
            p(
                "第四季度是约定的首个考核期，中心以系统切换为由没有考核，仍全额支付管理费62.42万元，"
                "合同的约束力没有体现。"
            ),
            h(3, "3．预算测算粗放", "s-3-2-3"),
            p(
                "人员经费占预算的91.26%，测算仍沿用两年前的人均标准，漏列薪酬调整和经济补偿；"
                "又按满席450人编制，一增一减之间误差被掩盖。"
            ),
            h(2, "（三）改进建议", "s-3-3"),
            p(
                "第一，倒排平台升级计划。与承接单位签订补充协议，逐项写明功能上线日期和验收标准，"
                "逾期按日扣减。"
            ),
            p("第二，提高高峰期接通能力。按小时预测来电量安排弹性班次，增加排队回拨，申报期临时开通专席。"),
            p("第三，先考核、后付款。把季度考核表作为付款申请的必备附件，没有考核结果的不予受理。"),
            p("第四，用实际成本校准预算。以上年在岗人数和实际人均成本为基数，对人员流动和薪酬调整单列测算。"),
        ),
    )
