"""Renaming and merging organisations: what moves, what is told, and what stays."""

from __future__ import annotations

from typing import Any

import pytest

from evaluations.engagement.models import FurtherUnit
from evaluations.exchange.actions import import_dossier
from evaluations.exchange.queries import export_dossier
from evaluations.parties.actions import ChangedMeanwhile, NameTaken, merge, rename
from evaluations.parties.queries import former_names, listed, others, uses
from evaluations.people.directory import Directory, keep
from evaluations.people.models import Firm, Organisation, OrganisationMembership, User
from evaluations.projects.models import Activity, Project
from evaluations.projects.queries import known_organisations
from tests.factories import OrganisationFactory, make_firm, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Firm:
    return make_firm()


@pytest.fixture
def gu(firm: Firm) -> User:
    return make_user("admin", firm, display_name="顾言蹊")


def begun(firm: Firm, by: User, title: str = "助餐", **parties: Any) -> Project:
    data = {
        "format": "evaluation-dossier/1",
        "kind": "evaluation",
        "project": {"title": title, "evaluated_unit": "云澜市民政局", **parties},
        "further_units": [{"name": "云澜市敬老中心", "part": "实施单位"}],
    }
    return Project.objects.get(pk=import_dossier(data, firm=firm, by=by).pk)


def organisation(firm: Firm, name: str) -> Organisation:
    return firm.organisations.get(name=name)


def told(project: Project) -> list[Any]:
    row = Activity.objects.filter(project=project)[0]
    return [row.verb, row.subject, [(one["field"], one["before"], one["after"]) for one in row.changes]]


# The directory --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["云澜市民政局（本级）", " 云澜市民政局(本级) ", "云澜市 民政局（本级）", "云澜市民政局本级"]
)
def test_a_name_is_recognised_however_it_is_written(firm: Firm, typed: str) -> None:
    known = OrganisationFactory.create(firm=firm, name="云澜市民政局（本级）")
    assert Directory(firm).named(typed) == known


@pytest.mark.parametrize("typed", ["", "  "])
def test_a_blank_is_nobody(firm: Firm, typed: str) -> None:
    assert Directory(firm).named(typed) is None
    assert keep(None, by=None) is None


def test_a_new_name_makes_one_organisation_of_this_firm(firm: Firm, gu: User) -> None:
    foreign = OrganisationFactory.create(name="云澜市民政局")
    directory = Directory(firm)
    first, second = directory.named("云澜市民政局"), directory.named("云澜市民政局")
    assert first is second
    assert not firm.organisations.exists()
    made = keep(first, by=gu)
    assert (made, made != foreign) == (firm.organisations.get(), True)
    assert firm.organisations.get().history.get().history_user == gu
    assert keep(Organisation(firm=firm, name="云澜市民政局"), by=gu) == made


def test_the_last_used_is_proposed_first_and_nothing_of_others(firm: Firm, gu: User) -> None:
    OrganisationFactory.create(firm=firm, name="甲局")
    OrganisationFactory.create(name="别家的局")
    begun(firm, gu, commissioning_bureau="乙局")
    begun(firm, gu, evaluated_unit="丙局")
    assert [one.name for one in known_organisations(firm)][:3] == ["丙局", "乙局", "云澜市民政局"]
    assert {one.name for one in known_organisations(firm)} == {
        "丙局",
        "云澜市民政局",
        "乙局",
        "甲局",
        "云澜市敬老中心",
    }


# The list -------------------------------------------------------------------------------------------


def test_the_list_says_in_how_many_projects_and_as_what(firm: Firm, gu: User) -> None:
    begun(firm, gu, competent_department="云澜市民政局")
    begun(firm, gu)
    begun(make_firm(), make_user("staff"))
    OrganisationFactory.create(firm=firm, name="云澜市 民政局")
    rows = {row.organisation.name: row for row in listed(firm)}
    assert set(rows) == {"云澜市民政局", "云澜市敬老中心", "云澜市 民政局"}
    assert (rows["云澜市民政局"].projects, dict(rows["云澜市民政局"].parts)) == (
        2,
        {"被评价单位": 2, "主管部门": 1},
    )
    assert dict(rows["云澜市敬老中心"].parts) == {"其他单位": 2}
    assert rows["云澜市民政局"].doubles == ("云澜市 民政局",)
    assert [row.organisation.name for row in listed(firm, "敬老")] == ["云澜市敬老中心"]


def test_like_names_come_first(firm: Firm) -> None:
    own = OrganisationFactory.create(firm=firm, name="云澜市民政局")
    for name in ("云澜市财政局", "云澜市民政", "云澜市民攻局", "青溪区交通委"):
        OrganisationFactory.create(firm=firm, name=name)
    alike, rest = others(own)
    assert alike[0].name == "云澜市民政"
    assert alike[1].name == "云澜市民攻局"
    assert "青溪区交通委" in [one.name for one in rest]


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_asks_as_often_for_many(
    firm: Firm, gu: User, more: int, django_assert_num_queries: Any
) -> None:
    for number in range(more):
        begun(firm, gu, evaluated_unit=f"第{number}局")
    with django_assert_num_queries(3):
        listed(firm)


# Renaming -------------------------------------------------------------------------------------------


def test_a_name_is_corrected_everywhere_and_every_project_is_told(firm: Firm, gu: User) -> None:
    project = begun(firm, gu, commissioning_bureau="云澜市民政局")
    assert rename(organisation(firm, "云澜市民政局"), "云澜市民政厅", revision=1, by=gu) == 1
    parties = export_dossier(Project.objects.get(pk=project.pk))["project"]
    assert (parties["evaluated_unit"], parties["commissioning_bureau"]) == ("云澜市民政厅", "云澜市民政厅")
    changed = [(part, "云澜市民政局", "云澜市民政厅") for part in ("被评价单位", "委托方")]
    assert told(project) == ["改名", "单位　云澜市民政局", changed]
    row = organisation(firm, "云澜市民政厅")
    assert (row.revision, row.history.first().history_user, former_names(row)) == (2, gu, ["云澜市民政局"])


def test_the_same_name_again_changes_nothing(firm: Firm, gu: User) -> None:
    row = OrganisationFactory.create(firm=firm, name="甲局")
    assert rename(row, "甲局", revision=1, by=gu) == 0
    assert organisation(firm, "甲局").revision == 1


def test_a_name_that_another_has_is_refused_and_that_one_is_named(firm: Firm, gu: User) -> None:
    row = OrganisationFactory.create(firm=firm, name="甲局")
    other = OrganisationFactory.create(firm=firm, name="乙局")
    OrganisationFactory.create(name="丙局")
    with pytest.raises(NameTaken) as refusal:
        rename(row, "乙局", revision=1, by=gu)
    assert refusal.value.existing == other
    assert rename(row, "丙局", revision=1, by=gu) == 0
    with pytest.raises(ChangedMeanwhile):
        rename(row, "丁局", revision=1, by=gu)


# Merging --------------------------------------------------------------------------------------------


def test_merging_moves_projects_further_units_and_people(firm: Firm, gu: User) -> None:
    first = begun(firm, gu, commissioning_bureau="市民政局")
    second = begun(firm, gu, evaluated_unit="市民政局")
    heir, row = organisation(firm, "云澜市民政局"), organisation(firm, "市民政局")
    FurtherUnit.objects.filter(project=second).update(organisation=row)
    officer = make_user()
    for one in (heir, row):
        OrganisationMembership.objects.create(organisation=one, user=officer)
    OrganisationMembership.objects.create(organisation=row, user=gu)
    assert merge(row, heir, revision=1, by=gu) == 2
    assert [len(use.parts) for use in uses(heir)] == [2, 2]
    assert (uses(row), set(heir.members.all()), row.memberships.count()) == ([], {officer, gu}, 0)
    assert told(first) == ["合并", "单位　市民政局", [("委托方", "市民政局", "云澜市民政局")]]
    assert [one[0] for one in told(second)[2]] == ["被评价单位", "其他单位"]
    second.refresh_from_db()
    assert (second.revision, second.history.first().history_user) == (2, gu)
    assert FurtherUnit.objects.get(project=second).revision == 2


def test_a_merged_name_goes_on_meaning_its_heir(firm: Firm, gu: User) -> None:
    row, heir, last = (OrganisationFactory.create(firm=firm, name=name) for name in ("甲", "乙", "丙"))
    merge(row, heir, revision=1, by=gu)
    merge(heir, last, revision=1, by=gu)
    row.refresh_from_db()
    assert (Directory(firm).named("甲"), Directory(firm).exactly("乙"), row.merged_into) == (last, last, last)
    assert keep(row, by=gu) == last
    assert set(former_names(last)) == {"甲", "乙"}
    assert [one.organisation for one in listed(firm)] == [last]
    assert (list(Directory(firm)), len(Directory(firm))) == (["丙"], 1)


def test_versions_of_the_past_still_say_the_merged_name(firm: Firm, gu: User) -> None:
    project = begun(firm, gu, evaluated_unit="市民政局")
    heir = OrganisationFactory.create(firm=firm, name="云澜市民政局")
    merge(organisation(firm, "市民政局"), heir, revision=1, by=gu)
    said = [str(record.evaluated_unit) for record in project.history.order_by("history_id")]
    assert said == ["市民政局", "云澜市民政局"]


def test_what_cannot_be_merged(firm: Firm, gu: User) -> None:
    row, heir = (OrganisationFactory.create(firm=firm, name=name) for name in ("甲", "乙"))
    for one, other, revision in ((row, row, 1), (row, OrganisationFactory.create(), 1), (row, heir, 2)):
        with pytest.raises(ChangedMeanwhile):
            merge(one, other, revision=revision, by=gu)
    merge(row, heir, revision=1, by=gu)
    with pytest.raises(ChangedMeanwhile):
        merge(row, heir, revision=2, by=gu)
    with pytest.raises(ChangedMeanwhile):
        merge(heir, row, revision=1, by=gu)
