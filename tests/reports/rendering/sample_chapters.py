"""The chapters of the sample report."""

from __future__ import annotations

from decimal import Decimal

from indicators.charts import Axis, Bar, BarChart, RadarChart, Share, ShareChart
from reports.document.blocks import (
    Cell,
    Derivation,
    Figure,
    Footnote,
    Fraction,
    Label,
    Part,
    Row,
    Step,
    Table,
)
from tests.reports.rendering.sample_data import BUDGET, PARENTS, SURVEY, TOPS
from tests.reports.rendering.sample_words import (
    BUREAU,
    UNIT,
    B,
    columns,
    h,
    p,
    row,
)


def chapters() -> tuple[Part, ...]:
    return (project_chapter(), analysis_chapter())


def project_chapter() -> Part:
    return Part(
        name="chapter-1",
        kind="chapter",
        title="一、项目基本情况",
        run="一、项目基本情况",
        blocks=(
            h(2, "（一）项目概况", "s-1-1"),
            h(3, "1．立项背景", "s-1-1-1"),
            p(
                "整合之前，临芳市设有两条业务热线，号码、系统和答复口径各不相同，"
                "群众办一件事往往要打几个电话。"
                "市政府在年度重点工作中提出“一号对外、分类处置”，要求建成统一的智能服务平台，项目由此立项。"
            ),
            p(
                "平台采用服务外包与自主管理相结合的方式。坐席场地、话务人员和语音系统由承接单位提供，"
                "按在岗坐席和考核结果结算；"
                "知识库、工单流转、数据分析和个人信息保护由热线中心自行负责，确保答复口径一致、数据不出机房。"
            ),
            h(3, "2．组织管理", "s-1-1-2"),
            p(
                f"{BUREAU}审批预算与绩效目标，{UNIT}提出需求、组织验收、考核质量并申请付款，"
                "承接单位负责建设与运行。"
                "三方的职责写入2017年12月签订的服务合同，合同期三年，逐年续签。"
            ),
            h(4, "（1）质量管理", "s-1-1-2-1"),
            p("质量监督岗每人每月抽听录音不少于80条，对群众评价不满意的通话逐条回访，结果按月通报。"),
            h(4, "（2）合同管理", "s-1-1-2-2"),
            p("合同约定自第四季度起按季考核接通率、合格率和投诉率，得分低于90分的扣减管理费。"),
            h(3, "3．预算与执行", "s-1-1-3"),
            p(
                "全年预算3,351.36万元，全部为市级财政资金，分人员经费和平台租金两类。"
                "截至2018年12月31日实际支出"
                "3,141.13万元，结余210.23万元，均出自人员经费。各科目预算与执行情况见表1-1，"
                "近三年对比见表1-2。",
                Footnote(
                    runs=("坐席数按合同约定的同时在线席位计，在岗人数按月末在册并通过上岗考核的人数平均。",)
                ),
            ),
            budget_table(),
            history_table(),
            p(
                "三年间预算规模逐年扩大，执行率由97.81%降至93.73%。主要原因是坐席由400席增加到450席，"
                "而实际在岗人数未同步到位，由此形成的结余没有在年中申请调减。"
            ),
            h(2, "（二）绩效目标", "s-1-2"),
            p(
                "项目申报了九项年度目标，覆盖产出、效果和影响力三个方面。其中综合接通率申报值为60%，"
                "低于行业要求，"
                "评价以80%为标杆；其余目标与评价标杆一致，对应关系见表1-3。"
            ),
            goals_table(),
        ),
    )


def budget_table() -> Table:
    rows = []
    for code, name, seats, budget, spent, level in BUDGET:
        kind = {0: "sub", 9: "sum"}.get(level, "body")
        left = Decimal(budget) - Decimal(spent)
        cells = (
            Cell(runs=(code,)),
            Cell(runs=(name,), indent=level if 0 < level < 9 else 0),
            *(
                Cell(runs=(text,))
                for text in (
                    seats,
                    f"{Decimal(budget):,.2f}",
                    f"{Decimal(spent):,.2f}",
                    f"{left:,.2f}",
                    f"{Decimal(spent) / Decimal(budget) * 100:.2f}",
                )
            ),
        )
        rows.append(Row(cells=cells, kind=kind))  # type: ignore[arg-type]
    head = (
        Row(
            cells=(
                Cell(runs=("序号",), rowspan=2),
                Cell(runs=("预算科目",), rowspan=2),
                Cell(runs=("数量", B, "（席）"), rowspan=2),
                Cell(runs=("金额",), colspan=2),
                Cell(runs=("结余",), rowspan=2),
                Cell(runs=("执行率", B, "（%）"), rowspan=2),
            )
        ),
        row("预算数", "执行数"),
    )
    return Table(
        name="budget",
        number="表1-1",
        caption="2018年度项目预算与执行明细",
        columns=columns(
            (8, "center"),
            (30, "left"),
            (10, "right"),
            (14, "right"),
            (14, "right"),
            (12, "right"),
            (12, "right"),
        ),
        head=head,
        rows=tuple(rows),
        unit="单位：万元",
        note=("执行率＝执行数÷预算数。话务员数量为合同席位数，不等于在岗人数。",),
        keep=True,
    )


def history_table() -> Table:
    return Table(
        name="history",
        number="表1-2",
        caption="2016—2018年度预算执行情况",
        columns=columns((20, "center"), (20, "right"), (20, "right"), (20, "right"), (20, "right")),
        head=(row("年度", "预算数", "执行数", "执行率（%）", "预算增幅（%）"),),
        rows=(
            row("2016", "2,486.20", "2,431.75", "97.81", "—"),
            row("2017", "2,902.54", "2,766.38", "95.31", "16.75"),
            row("2018", "3,351.36", "3,141.13", "93.73", "15.46"),
        ),
        unit="单位：万元",
        note=("2016年度为首年，没有上年数，以“—”表示。",),
        keep=True,
    )


def goals_table() -> Table:
    goals = (
        ("产出目标", "系统按计划运行", "100%", "100%", "C1-1"),
        ("产出目标", "人员经培训上岗", "100%", "100%", "C1-2"),
        ("产出目标", "录音质检合格", "98%", "98%", "C1-3"),
        ("产出目标", "综合接通", "60%", "80%", "C1-4"),
        ("效果目标", "单位通话成本", "＜4.97元／分钟", "≤4.97元／分钟", "C2-1"),
        ("效果目标", "社会认可", "有报道或表彰", "2次", "C2-2"),
        ("效果目标", "经核实的投诉", "≤0.01%", "≤0.01%", "C2-3"),
        ("影响力目标", "长效机制", "建立", "建立并执行", "C3-1"),
        ("影响力目标", "公众满意", "90%", "100%", "C3-2"),
    )
    return Table(
        name="goals",
        number="表1-3",
        caption="年度目标与评价指标对照",
        columns=columns((16, "center"), (28, "left"), (20, "right"), (20, "right"), (16, "center")),
        head=(row("类别", "目标内容", "申报目标值", "评价标杆值", "对应指标"),),
        rows=tuple(row(*cells, labels=(Label(key=kind, runs=(kind,)),)) for kind, *cells in goals),
        keep=True,
    )


def analysis_chapter() -> Part:
    return Part(
        name="chapter-2",
        kind="chapter",
        title="二、绩效分析及评价结论",
        run="二、绩效分析及评价结论",
        blocks=(
            h(2, "（一）评价结论", "s-2-1"),
            p(
                "经计算和复核，项目综合得分87.3分，等级为“良”。一级、二级指标得分见表2-1，"
                "各二级指标得分率见图2-1，权重与得分的对照见图2-2。"
            ),
            summary_table(),
            Figure(name="radar", number="图2-1", caption="二级指标得分率（%）", chart=radar()),
            Figure(name="bars", number="图2-2", caption="二级指标权重与得分", chart=bars()),
            p(
                "失分集中在三处：项目产出扣4.6分，项目实施扣3.0分，影响力目标扣2.0分，"
                "合计占全部扣分的四分之三。"
                "项目效果得到满分，说明接通以后的服务质量和成本控制是好的，短板在于接得进、接得快。"
            ),
            h(2, "（二）指标分析", "s-2-2"),
            h(3, "1．投入管理", "s-2-2-1"),
            p("预算执行率的业绩值为93.73%，与100%的标杆值相差6.27个百分点，按评分细则扣0.5分。"),
            execution(),
            h(3, "2．项目产出", "s-2-2-2"),
            p(
                "12351专线全年来电423.51万个，接听191.54万个；并入平台的业务专线来电115.93万个，"
                "接听76.00万个。"
                "两条专线合并计算，综合接通率为49.60%，距80%的标杆值差30.40个百分点。"
                "从时段看，工作日上午九时至十一时和每月申报期最为紧张，排队放弃的来电占未接总量六成以上。",
                Footnote(runs=("自助语音服务计入接听量；只计人工接听的，综合接通率为38.50%。",)),
            ),
            connection(),
            h(3, "3．社会调查", "s-2-2-3"),
            p(
                "问卷在四个办事大厅发放，回收有效问卷120份。三道题的结果如图2-3至图2-5，"
                "多选题的比例之和可以超过100%。"
            ),
            *survey_figures(),
            h(3, "4．口径检验", "s-2-2-4"),
            p(
                "为检验结论对口径选择是否敏感，评价组把两项有争议的指标换成另一种口径重新计算，"
                "结果见表2-2。只换一项时等级不变，两项同时替换时等级由“良”变为“中”。"
            ),
            variants_table(),
        ),
    )


def summary_table() -> Table:
    rows = []
    for top, name, weight, score in TOPS:
        label = Label(key=top, runs=(f"{top}　{name}", B, f"{weight}分"))
        for code, (parent, title, own, got) in PARENTS.items():
            if parent == top:
                share = f"{Decimal(got) / Decimal(own) * 100:.2f}"
                rows.append(
                    row(
                        f"{code}　{title}",
                        own,
                        got,
                        f"{Decimal(own) - Decimal(got):.1f}",
                        share,
                        labels=(label,),
                    )
                )
        lost, share = (
            f"{Decimal(weight) - Decimal(score):.1f}",
            f"{Decimal(score) / Decimal(weight) * 100:.2f}",
        )
        rows.append(row("小计", weight, score, lost, share, labels=(label,), kind="sub"))
    total = Row(
        cells=(
            Cell(runs=("合　计",), colspan=2, align="center"),
            *(Cell(runs=(text,)) for text in ("100.0", "87.3", "12.7", "87.30")),
        ),
        kind="sum",
    )
    return Table(
        name="summary",
        number="表2-1",
        caption="绩效评分汇总",
        columns=columns(
            (20, "center"), (32, "left"), (12, "right"), (12, "right"), (12, "right"), (12, "right")
        ),
        head=(row("一级指标", "二级指标", "权重", "得分", "扣分", "得分率（%）"),),
        rows=(*rows, total),
        unit="单位：分",
        keep=True,
    )


def radar() -> RadarChart:
    return RadarChart(
        title="二级指标得分率",
        axes=tuple(
            Axis(
                label=f"{code} {name}",
                share=Decimal(got) / Decimal(own),
                text=f"{Decimal(got) / Decimal(own) * 100:.1f}%",
            )
            for code, (_, name, own, got) in PARENTS.items()
        ),
    )


def bars() -> BarChart:
    return BarChart(
        title="二级指标权重与得分",
        bars=tuple(
            Bar(label=f"{code} {name}", value=Decimal(got), whole=Decimal(own), text=f"{got}／{own}")
            for code, (_, name, own, got) in PARENTS.items()
        ),
        value_name="得分",
        whole_name="权重",
        unit="分",
    )


def execution() -> Derivation:
    return Derivation(
        title="B1-1　预算执行率　得分推导",
        steps=(
            Step(
                label="业绩值",
                runs=(Fraction(above="3,141.13", below="3,351.36"), "×100%"),
                result="93.73%",
                note="明细账、到账通知书，两位小数",
            ),
            Step(
                label="偏离",
                runs=("100.00－93.73",),
                result="6.27个百分点",
                note="超过1个百分点，按全部偏离计算",
            ),
            Step(label="扣分", runs=("3.0×2.5%×6.27",), result="0.470→0.5", note="一位小数，四舍五入"),
            Step(label="得分", runs=("3.0－0.5",), result="2.5分"),
        ),
    )


def connection() -> Derivation:
    return Derivation(
        title="C1-4　综合接通率　得分推导",
        steps=(
            Step(
                label="业绩值",
                runs=(Fraction(above="191.54＋76.00", below="423.51＋115.93"), "×100%"),
                result="49.60%",
                note="话务日报E-041、E-042，自助计入接听",
            ),
            Step(label="偏离", runs=("80.00－49.60",), result="30.40个百分点", note="标杆值80%"),
            Step(label="扣分", runs=("10.0×1.5%×30.40",), result="4.560→4.6", note="一位小数，四舍五入"),
            Step(label="得分", runs=("10.0－4.6",), result="5.4分"),
        ),
    )


def survey_figures() -> tuple[Figure, ...]:
    return tuple(
        Figure(
            name=f"survey-{number}",
            number=f"图2-{number + 2}",
            caption=f"{question}{'（可多选）' if multiple else ''}",
            chart=ShareChart(
                title=question,
                multiple=multiple,
                shares=tuple(
                    Share(
                        label=label,
                        share=Decimal(count) / 120,
                        text=f"{count}人，{Decimal(count) / Decimal('1.2'):.1f}%",
                    )
                    for label, count in options
                ),
            ),
        )
        for number, (question, multiple, options) in enumerate(SURVEY, 1)
    )


def variants_table() -> Table:
    return Table(
        name="variants",
        number="表2-2",
        caption="替换口径后的结果",
        columns=columns((40, "left"), (15, "right"), (15, "right"), (15, "right"), (15, "center")),
        head=(row("替换内容", "业绩值", "指标得分", "综合得分", "等级"),),
        rows=(
            row("基准（本报告采用）", "—", "—", "87.3", "良"),
            row("C1-4　自助服务不计入接听", "38.50%", "3.8", "85.7", "良"),
            row("C3-2　满意度采用问卷结果", "83.33%", "1.3", "80.6", "良"),
            row("两项同时替换", "—", "5.1", "79.0", "中", kind="sum"),
        ),
        unit="单位：分",
        keep=True,
    )
