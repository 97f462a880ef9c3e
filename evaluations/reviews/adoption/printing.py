"""The lines of 意见采纳情况表 as the texts of its annex."""

from __future__ import annotations

from collections.abc import Sequence

from evaluations.projects.models import Project
from evaluations.reviews.adoption.annex import Annex
from evaluations.reviews.adoption.queries import ANSWERED, Line, lines
from evaluations.reviews.adoption.recording import said_in
from evaluations.stages.queries import standing

GAP = "—"


def annex_of(project: Project) -> Annex:
    """The project's table as it is now."""
    return annex(project, lines(project, standing(project)))


def annex(project: Project, found: Sequence[Line]) -> Annex:
    """These lines as texts."""
    decided = [one.answer.get_decision_display() for one in found if one.answer and one.state == ANSWERED]
    counted = "，".join(f"{word}{decided.count(word)}条" for word in dict.fromkeys(decided))
    silent = sum(one.opinion.is_no_opinion for one in found)
    is_open = sum(one.is_open for one in found)
    parts = [f"共{len(found)}条", counted, f"无意见{silent}条" if silent else ""]
    parts.append(f"未答复{is_open}条" if is_open else "")
    return Annex(
        project=project.title,
        rows=tuple(_row(one) for one in found),
        foot="；".join(part for part in parts if part) + "。",
    )


def _row(line: Line) -> tuple[str, ...]:
    row, answer = line.opinion, line.answer
    late = "　逾期" if row.is_late else ""
    means = f"　{row.get_means_display()}" if row.means else ""
    who = "\n".join(filter(None, (row.name, row.title, f"{row.at.astimezone():%Y-%m-%d}{means}{late}")))
    where = row.place + (f"\n附件：{row.attachment}" if row.attachment else "")
    if row.is_no_opinion:
        return str(row.number), who, f"无意见\n{row.place}", "无须采纳", GAP, GAP
    decision = answer.get_decision_display() if answer and answer.decision else "未答复"
    reason = (answer.reason if answer else "") or GAP
    return str(row.number), who, f"{said_in(row)}\n{where}", decision, reason, _changed(line)


def _changed(line: Line) -> str:
    answer, parts = line.answer, []
    if answer and (answer.before or answer.after):
        parts.append(f"{answer.place or line.opinion.place}：{answer.before or GAP}→{answer.after or '删去'}")
    elif answer and answer.place:
        parts.append(answer.place)
    parts += [f"输入“{name}”{before}→{after}" for name, before, after in line.inputs]
    if line.moved:
        parts.append(f"{line.moved.code}得分{line.moved.before}→{line.moved.after}")
        if line.movement.totals:
            before, after = line.movement.totals
            parts.append(f"总分{before}→{after}（{line.grade_word}）")
    elif line.score and line.opinion.code:
        parts.append(f"{line.opinion.code}得分不变{line.score}")
    return "\n".join(parts) or GAP
