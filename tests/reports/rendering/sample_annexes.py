"""The annexes of the sample report: the indicator system, working papers, an interview, a fund check."""

from __future__ import annotations

from reports.document.blocks import (
    Block,
    Form,
    FormCell,
    FormRow,
    Fraction,
    Label,
    Paragraph,
    Part,
    Run,
    Strong,
    Table,
)
from tests.reports.rendering.sample_data import CHECKS, FUNDS, INDICATORS, PARENTS, TOPS
from tests.reports.rendering.sample_words import (
    UNIT,
    B,
    cell,
    columns,
    form_row,
    key,
    row,
)


def annexes() -> tuple[Part, ...]:
    return (system_annex(), papers_annex(), interview_annex(), funds_annex())


def system_annex() -> Part:
    rows = []
    for code, name, weight, value, score, meaning, rule, source in INDICATORS:
        parent = code.rpartition("-")[0] if code.count("-") == 1 else code[:2]
        top, title, own, _ = PARENTS[parent]
        _, top_name, top_weight, _ = next(item for item in TOPS if item[0] == top)
        labels = (
            Label(key=top, runs=(top, B, top_name, B, f"（{top_weight}分）")),
            Label(key=parent, runs=(f"{parent}　{title}", B, f"（{own}分）")),
        )
        rows.append(row(f"{code}　{name}", weight, meaning, rule, source, value, score, labels=labels))
    table = Table(
        name="system",
        number="附表1",
        caption="绩效评价指标体系及评分结果",
        columns=columns(
            (7.5, "center"),
            (9.5, "center"),
            (14, "left"),
            (5, "right"),
            (17, "justify"),
            (21.5, "justify"),
            (11, "left"),
            (9, "right"),
            (5.5, "right"),
        ),
        head=(
            row(
                "一级指标",
                "二级指标",
                "三级指标",
                "权重",
                "指标解释",
                "评分细则",
                "数据来源",
                "业绩值",
                "得分",
            ),
        ),
        rows=tuple(rows),
        unit="单位：分",
        note=("业绩值与得分取自工作底稿；扣分保留一位小数，四舍五入。",),
        size="small",
    )
    return Part(
        name="annex-1",
        kind="annex",
        title="附件一　绩效评价指标体系及评分结果",
        run="附件一　指标体系",
        blocks=(table,),
        layout="landscape",
    )


def papers_annex() -> Part:
    return Part(
        name="annex-2",
        kind="annex",
        title="附件二　工作底稿（节选）",
        run="附件二　工作底稿",
        blocks=(paper_connection(), paper_execution()),
    )


def paper(code: str, name: str, **texts: object) -> Form:
    """A working paper; `texts` holds what differs."""
    data: tuple[tuple[str, str, str, str], ...] = texts["data"]  # type: ignore[assignment]
    calculation: tuple[Run, ...] = texts["calculation"]  # type: ignore[assignment]
    t = {name: str(text) for name, text in texts.items()}
    heads = (("序号", 1), ("数据项", 4), ("数值", 2), ("单位", 1), ("证据（编号，页）", 3), ("核对", 1))
    return Form(
        name=f"paper-{code}",
        title=f"工作底稿　{code}　{name}",
        anchor=f"paper-{code}",
        left=f"底稿编号：WP-2019-018-{code}",
        right="第1页　共1页",
        rows=(
            form_row(
                key("评价项目"),
                cell("text", "2018年度12351民生热线智能服务平台项目", 6),
                key("版本", 1),
                cell("center", "第3版（已锁定）", 3),
            ),
            form_row(
                key("上级指标"),
                cell("text", t["parent"], 4),
                key("权重"),
                cell("center", t["weight"], 1),
                key("方式", 1),
                cell("center", "定量", 2),
            ),
            form_row(key("指标解释"), cell("text", t["meaning"], 10)),
            form_row(key("标杆值依据"), cell("text", t["benchmark"], 10)),
            form_row(key("评分细则"), cell("text", t["rule"], 10)),
            form_row(key("取数方式"), cell("text", t["method"], 10)),
            form_row(key("取　数　记　录", 12)),
            form_row(*(cell("head", text, span) for text, span in heads)),
            *(
                form_row(
                    cell("center", str(number), 1),
                    cell("text", item, 4),
                    cell("number", value, 2),
                    cell("center", unit, 1),
                    cell("text", proof, 3),
                    cell("center", "√", 1),
                )
                for number, (item, value, unit, proof) in enumerate(data, 1)
            ),
            form_row(key("计算过程"), cell("text", calculation, 10)),
            form_row(
                key("业绩值"),
                cell("center", t["value"], 2),
                key("扣分", 1),
                cell("center", t["lost"], 2),
                key("得分"),
                cell("score", t["score"], 3),
            ),
            form_row(key("评价说明"), cell("text", t["text"], 10), grow=True),
            form_row(key("复核意见"), cell("sign", t["review"], 10)),
            form_row(
                key("编制人"),
                cell("sign", "陆　闻", 2),
                cell("center", "2019.06.10", 2),
                key("复核人"),
                cell("sign", "程以宁", 2),
                cell("center", "2019.06.18", 2),
            ),
        ),
    )


def paper_connection() -> Form:
    return paper(
        "C1-4",
        "综合接通率",
        parent="C　项目绩效　／　C1　项目产出",
        weight="10.0",
        meaning="评价期内热线接听总量占来电总量的比例，两条专线合并计算，自助语音服务计入接听量。",
        benchmark="标杆值80%，取自主管部门对公共服务热线接通水平的年度要求。",
        rule="达到80%得满分；每低1个百分点扣权重的1.5%，偏离不足1个百分点的不扣；"
        "扣分保留一位小数，扣完为止。",
        method="从话务平台导出全年日报汇总，与承接单位月报核对；差异超过0.5%的月份调取原始日志查明原因。",
        data=(
            ("12351专线来电总量", "423.51", "万个", "E-041，第3页"),
            ("12351专线接听总量（含自助）", "191.54", "万个", "E-041，第3页"),
            ("业务专线来电总量", "115.93", "万个", "E-042，第2页"),
            ("业务专线接听总量（含自助）", "76.00", "万个", "E-042，第2页"),
        ),
        calculation=(
            "综合接通率＝",
            Fraction(above="接听总量", below="来电总量"),
            "×100%＝",
            Fraction(above="191.54＋76.00", below="423.51＋115.93"),
            "×100%＝",
            Strong(runs=("49.60%",)),
            B,
            "偏离＝80.00－49.60＝30.40个百分点（大于1个百分点）",
            B,
            "扣分＝10.0×1.5%×30.40＝4.560，保留一位小数为4.6分",
        ),
        value="49.60%",
        lost="4.6",
        score="5.4",
        text="两条专线合并后来电539.44万个，接听267.54万个。"
        "接通率偏低集中在工作日上午和每月申报期，这些时段坐席利用率超过92%。"
        "全媒体渠道没有上线，分流作用没有形成，是未达标杆的主要原因。",
        review="数据与话务日报核对一致；请在正文注明自助服务的计算口径。已补充，同意。",
    )


def paper_execution() -> Form:
    return paper(
        "B1-1",
        "预算执行率",
        parent="B　项目管理　／　B1　投入管理",
        weight="3.0",
        meaning="评价期内项目实际支出占实际到位预算的比例，反映资金使用进度和预算安排的准确程度。",
        benchmark="标杆值100%，取自年度预算批复和部门预算执行考核的要求。",
        rule="以100%为满分；偏离不超过1个百分点的不扣，超过的按全部偏离每1个百分点扣权重的2.5%；"
        "低于50%不得分。",
        method="实际支出取自项目明细账，到位预算取自国库集中支付额度到账通知书，均按归属期调整。",
        data=(
            ("年初批复预算", "3,351.36", "万元", "E-007，第1页"),
            ("实际到位预算", "3,351.36", "万元", "E-012，第1—4页"),
            ("项目实际支出", "3,141.13", "万元", "E-015，第2页"),
        ),
        calculation=(
            "预算执行率＝",
            Fraction(above="实际支出", below="到位预算"),
            "×100%＝",
            Fraction(above="3,141.13", below="3,351.36"),
            "×100%＝",
            Strong(runs=("93.73%",)),
            B,
            "扣分＝3.0×2.5%×6.27＝0.470，保留一位小数为0.5分",
        ),
        value="93.73%",
        lost="0.5",
        score="2.5",
        text="未执行的210.23万元全部出自人员经费。合同约定配置450席，评价期内月均在岗417人，"
        "缺员形成结余；平台租金足额支付。",
        review="支出数与明细账、决算报表一致。同意。",
    )


def interview_annex() -> Part:
    def head(*pairs: tuple[str, str, int]) -> FormRow:
        return form_row(*(c for name, value, span in pairs for c in (key(name), cell("text", value, span))))

    talk = (
        (
            "预算是怎样测算的？执行率下降说明什么？",
            (
                "按450人、人均7.85万元测算，标准是前年的。年初薪酬调整没有算进去，好在一直招不满人，"
                "账面上反而有结余。现在看，应当在年中申请调减。"
            ),
        ),
        (
            "全媒体平台为什么没有按期上线？",
            (
                "系统切换比预想的慢，两个平台的号码要分批割接，到11月30日才全部完成。"
                "机器人和移动端的方案送了安全测评，来回改了两次，年内没有来得及。"
            ),
        ),
        (
            "第四季度没有考核，是怎么考虑的？",
            (
                "正好赶上割接，数据口径前后不一致，怕考核不准，就想等到明年再考。"
                "付款合同里没有写必须以考核为前提，财务照发票办了。"
            ),
        ),
        (
            "高峰期采取过哪些措施？",
            "把培训和休息错开，申报期请老员工加班，最多的时候同时在线260席，但来电一多还是排队。",
        ),
        ("对项目今后有什么建议？", "希望合同期长一些，承接单位才愿意投入；也希望预算留出弹性班次的费用。"),
    )
    qa: list[Block] = []
    for question, answer in talk:
        qa += [Paragraph(runs=(question,), style="question"), Paragraph(runs=(answer,), style="answer")]
    top = Form(
        name="interview-head",
        title="",
        anchor="interview-head",
        left="",
        right="",
        rows=(
            head(("访谈对象", "何　澄（热线中心副主任）", 5), ("记录编号", "IV-03", 3)),
            head(("访谈时间", "2019年6月11日14:00—15:20", 5), ("访谈方式", "面谈", 3)),
            head(("访谈地点", "热线中心二楼会议室", 5), ("访谈人", "陆　闻、周牧野", 3)),
        ),
    )
    bottom = Form(
        name="interview-foot",
        title="",
        anchor="interview-foot",
        left="",
        right="",
        rows=(
            head(("关联指标", "B1-2、B3-2-2、B3-2-4、C1-4", 10)),
            form_row(
                key("对象确认"),
                cell("sign", "以上记录属实。何澄", 5),
                key("确认日期"),
                cell("center", "2019年6月17日", 3),
            ),
        ),
    )
    return Part(
        name="annex-3",
        kind="annex",
        title="附件三　访谈记录",
        run="附件三　访谈记录",
        blocks=(top, *qa, bottom),
    )


def funds_annex() -> Part:
    count = sum(len(items) for _, items in CHECKS)
    widths = (3.2, 12.4, 8.2, 8.2, 8.2, *((100 - 40.2) / count for _ in range(count)))

    def tall(text: str) -> FormCell:
        return FormCell(kind="vertical", runs=(text,), rowspan=2)

    first = form_row(
        tall("序号"),
        *(
            FormCell(kind="key", runs=runs, rowspan=2)
            for runs in (("支出项目",), ("预算", B, "金额"), ("到位", B, "金额"), ("支出", B, "金额"))
        ),
        *(key(name, len(items)) for name, items in CHECKS),
    )
    second = form_row(*(FormCell(kind="vertical", runs=(item,)) for _, items in CHECKS for item in items))
    body = tuple(
        form_row(
            cell("center", str(number), 1),
            cell("text", name, 1),
            *(cell("number", value, 1) for value in amounts),
            *(cell("center", "√" if index in found else "—", 1) for index in range(count)),
        )
        for number, (name, amounts, found) in enumerate(FUNDS, 1)
    )
    total = form_row(
        key("合　　计"),
        *(cell("number", value, 1) for value in ("3,351.36", "3,351.36", "3,141.13")),
        *(
            cell(
                "center",
                str(sum(index in found for *_, found in FUNDS))
                if any(index in found for *_, found in FUNDS)
                else "—",
                1,
            )
            for index in range(count)
        ),
    )
    remark = form_row(
        key("检查说明"),
        cell(
            "text",
            "共抽查记账凭证46份，涉及金额2,214.60万元，占全年支出的70.50%。"
            "除全媒体功能租费第四季度因功能未上线、进度与付款不匹配外，未发现其他事项；"
            "“—”表示未发现该类问题。",
            count + 3,
        ),
    )
    form = Form(
        name="funds",
        title="",
        anchor="funds",
        left=f"项目单位：{UNIT}　　检查期间：2018年1月1日至12月31日",
        right="金额单位：万元",
        rows=(first, second, *body, total, remark),
        widths=widths,
        note=("检查人：陆　闻　周牧野　　　　项目单位经办人：何　澄　　　　检查日期：2019年6月12日",),
    )
    return Part(
        name="annex-4",
        kind="annex",
        title="附件四　资金使用情况检查表",
        run="附件四　资金检查",
        blocks=(form,),
        layout="landscape",
    )
