"""Facts about who evaluates, when and on what grounds: team, contract, schedule, policies, weights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evaluations.dossier import Citation, Dossier, Step
from reports.document.beside import Beside, Member, Repeal
from reports.document.dates import written_date
from reports.document.facts import Fact
from reports.document.sources.making import some, text

FREE = "不存在影响独立、客观判断的利害关系"
BRACKETS = str.maketrans("[]【】（）()", "〔〕〔〕〔〕〔〕", " 　")
LEAD = "主评人"


def work_facts(dossier: Dossier, beside: Beside) -> Iterator[Fact]:
    yield from _engagement(dossier)
    yield from _team(beside.team)
    yield from _units(dossier)
    yield from _schedule(dossier)
    yield from _policies(dossier.policies, beside.repeals)
    for place, line in enumerate((dossier.weight_method or "").splitlines()):
        yield text(f"weights.method.{place + 1}", line.strip(), "weight_method")
    yield some("count.weighings", len(beside.weighings), "beside.weighings", "个")


def _engagement(dossier: Dossier) -> Iterator[Fact]:
    engagement = dossier.engagement
    contract = engagement.contract if engagement else None
    said = (engagement.independence or "").strip().rstrip("。") if engagement else ""
    yield text("independence.assessed", " ".join(said.split()), "engagement.independence")
    number = contract.number if contract else None
    yield text("contract.number", number, "engagement.contract.number")
    for key in ("signed_on", "starts_on", "ends_on"):
        date = getattr(contract, key) if contract else None
        yield text(f"contract.{key}", written_date(date), f"engagement.contract.{key}")


# Team -----------------------------------------------------------------------------------------------


def _team(team: tuple[Member, ...]) -> Iterator[Fact]:
    source = "beside.team"
    own = [one for one in team if not one.is_expert]
    yield some("team.size", len(own), source, "人")
    yield some("team.leads", sum(one.role == LEAD for one in own), source, "人")
    yield some("team.experts", len(team) - len(own), source, "人")
    yield from _declared(team)
    for place, one in enumerate(team):
        scope, where = f"team.{place + 1}", f"{source}[{place}]"
        for key in ("name", "role", "title", "certificate", "duties"):
            yield text(f"{scope}.{key}", getattr(one, key), f"{where}.{key}")


def _declared(team: tuple[Member, ...]) -> Iterator[Fact]:
    """Who declared what. Nobody is free of interests any more once one person has declared an interest."""
    source = "beside.team"
    declared = [one for one in team if one.declared]
    interested = sum(one.has_interest for one in declared)
    yield some("independence.declared", len(declared), source, "人")
    yield some("independence.interested", interested, source, "人")
    yield text("independence.free", None if interested else FREE, source)
    everybody = declared and len(declared) == len(team)
    yield text("independence.everybody", "均" if everybody and not interested else None, source)
    yield some("independence.silent", len(team) - len(declared) if declared else 0, source, "人")


def _units(dossier: Dossier) -> Iterator[Fact]:
    units = [one.name + (f"（{one.part}）" if one.part else "") for one in dossier.further_units]
    yield text("units.listed", "、".join(units), "further_units")
    yield some("count.duties", len(dossier.organisation), "organisation", "个")
    for place, one in enumerate(dossier.organisation):
        for key in ("unit", "duty", "rules"):
            yield text(f"duty.{place + 1}.{key}", getattr(one, key), f"organisation[{place}].{key}")


# Schedule -------------------------------------------------------------------------------------------


def _schedule(dossier: Dossier) -> Iterator[Fact]:
    steps = dossier.schedule
    yield some("count.steps", len(steps), "schedule", "项")
    yield some("count.steps_done", sum(bool(step.done_on) for step in steps), "schedule", "项")
    begun = sorted(step.starts_on for step in steps if step.starts_on)
    yield text("steps.first", written_date(begun[0]) if begun else None, "schedule")
    ends = sorted(step.done_on for step in steps if step.done_on)
    is_over = len(ends) == len(steps) and bool(begun) and ends[-1] > begun[0] if ends else False
    yield text("steps.last", written_date(ends[-1]) if is_over else None, "schedule")
    for place, step in enumerate(steps):
        yield from _step(f"step.{place + 1}", f"schedule[{place}]", step)


def _step(scope: str, source: str, step: Step) -> Iterator[Fact]:
    yield text(f"{scope}.name", step.name, f"{source}.name")
    yield text(f"{scope}.planned", _span(step.starts_on, step.due_on), source)
    yield text(f"{scope}.done", written_date(step.done_on), f"{source}.done_on")
    yield text(f"{scope}.responsible", step.responsible, f"{source}.responsible")
    yield text(f"{scope}.note", step.note, f"{source}.note")


def _span(start: str | None, end: str | None) -> str | None:
    """2026年3月2日至3月13日: what the end has in common with the start is not said twice."""
    first, last = written_date(start), written_date(end)
    if not first or not last or first == last:
        return first or (f"{last}前" if last else None)
    year = f"{first.partition('年')[0]}年"
    return f"{first}至{last.removeprefix(year) or last}"


# Policies -------------------------------------------------------------------------------------------


def plain_number(number: str) -> str:
    """A document's number however its brackets were typed: 财预[2020] 10号 → 财预〔2020〕10号."""
    return number.translate(BRACKETS)


def is_cited(policies: Iterable[Citation], law: str) -> bool:
    """Whether a rule that we would name is among the cited documents anyway."""
    said = plain_number(law)
    return any(one.number and plain_number(one.number) in said for one in policies)


def repeal_of(one: Citation, repeals: Iterable[Repeal]) -> Repeal | None:
    wanted = plain_number(one.number or "")
    return next((repeal for repeal in repeals if wanted and plain_number(repeal.number) == wanted), None)


def _policies(policies: tuple[Citation, ...], repeals: tuple[Repeal, ...]) -> Iterator[Fact]:
    yield some("count.policies", len(policies), "policies", "份")
    found = [repeal_of(one, repeals) for one in policies]
    yield some("count.policies_ended", sum(bool(one and one.ended) for one in found), "beside.repeals", "份")
    early = sum(bool(one and not one.ended) for one in found)
    yield some("count.policies_early", early, "beside.repeals", "份")
    for place, (one, repeal) in enumerate(zip(policies, found, strict=True)):
        scope, source = f"policy.{place + 1}", f"policies[{place}]"
        for key in ("number", "title", "issuer", "use"):
            yield text(f"{scope}.{key}", getattr(one, key), f"{source}.{key}")
        yield text(f"{scope}.date", written_date(one.date), f"{source}.date")
        yield text(f"{scope}.standing", _standing(repeal) if repeal else None, "beside.repeals")


def _standing(repeal: Repeal) -> str:
    """已于2020年2月25日废止，现行文件为《…》（…）."""
    if not repeal.ended:
        return f"自{written_date(repeal.starts)}起施行，本报告出具时尚未施行"
    instead = f"，现行文件为{repeal.instead}" if repeal.instead else ""
    return f"已于{written_date(repeal.ended)}废止{instead}"
