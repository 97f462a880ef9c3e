"""What the policy base of a firm holds: each document once, how it stands, and which projects cite it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from evaluations.engagement.models import Citation, PolicyDocument, PolicyLevel
from evaluations.engagement.policies import known_policies, plain_number, warning
from evaluations.people.models import Firm, FirmActivity, User
from evaluations.projects.models import Project

CURRENT, REPEALED, COMING = "current", "repealed", "coming"
WORDS = {CURRENT: "现行", REPEALED: "已废止", COMING: "未施行"}
KINDS = {CURRENT: "signed", REPEALED: "conflict", COMING: "todo"}
FILTERS = {
    "": "全部",
    CURRENT: "现行",
    REPEALED: "已废止",
    COMING: "未施行",
    "local": "地方",
    "own": "本机构录入",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A document as the firm sees it: `national`: the shipped one that it is a copy of."""

    document: PolicyDocument
    standing: str
    said: str
    national: PolicyDocument | None
    cited: int

    @property
    def word(self) -> str:
        return WORDS[self.standing]

    @property
    def kind(self) -> str:
        """How the state looks."""
        return KINDS[self.standing]

    @property
    def is_own(self) -> bool:
        """Whether the firm may change it."""
        return self.document.firm_id is not None

    def fits(self, wanted: str) -> bool:
        """Whether the list of that filter has it."""
        if wanted == "local":
            return self.document.level == PolicyLevel.LOCAL
        if wanted == "own":
            return self.is_own
        return not wanted or self.standing == wanted


def entries(firm: Firm, user: User, words: str = "") -> list[Entry]:
    """All documents that fit the words, in two queries; of projects, those that the person sees count."""
    base = known_policies(firm.pk)
    shipped = {plain_number(one.number): one for one in base if one.firm_id is None}
    cited = _citing_counts(firm, user)
    seen: dict[str, PolicyDocument] = {}
    for one in base:
        seen.setdefault(plain_number(one.number), one)
    rows = [one for one in seen.values() if _has(one, words.split())]
    return [
        entry_of(one, shipped.get(plain_number(one.number)), cited[plain_number(one.number)])
        for one in sorted(rows, key=lambda one: (one.level != PolicyLevel.NATIONAL, one.number))
    ]


def entry_of(document: PolicyDocument, national: PolicyDocument | None, cited: int) -> Entry:
    """The document with how it stands today."""
    said = warning(document, timezone.localdate().isoformat())
    standing = CURRENT if not said else (REPEALED if document.effective_to else COMING)
    is_copy = document.firm_id is not None
    return Entry(
        document=document,
        standing=standing,
        said=said,
        national=national if is_copy else None,
        cited=cited,
    )


def _has(document: PolicyDocument, words: Sequence[str]) -> bool:
    text = f"{document.number} {document.title} {document.issuer} {document.note}".lower()
    same = plain_number(text)
    return all(word.lower() in text or plain_number(word.lower()) in same for word in words)


def _citing_counts(firm: Firm, user: User) -> dict[str, int]:
    projects = Project.objects.visible_to(user).filter(firm=firm)
    rows = Citation.objects.filter(project__in=projects.values("pk")).values_list("number", "project")
    found: defaultdict[str, set[int]] = defaultdict(set)
    for number, project in rows:
        found[plain_number(number)].add(project)
    return defaultdict(int, {number: len(projects) for number, projects in found.items()})


def find_entry(firm: Firm, pk: int) -> PolicyDocument | None:
    """A document of the firm or a shipped one; None for another firm's."""
    rows = PolicyDocument.objects.filter(Q(firm=firm) | Q(firm=None)).select_related("firm", "replaced_by")
    return rows.filter(pk=pk).first()


def national_of(document: PolicyDocument) -> PolicyDocument | None:
    """The shipped document of the same number, where this is a firm's copy of one."""
    if document.firm_id is None:
        return None
    shipped = PolicyDocument.objects.filter(firm=None).select_related("replaced_by")
    wanted = plain_number(document.number)
    return next((one for one in shipped if plain_number(one.number) == wanted), None)


def copy_of(firm: Firm, document: PolicyDocument) -> PolicyDocument | None:
    """The firm's own entry of the same number as a shipped one."""
    wanted = plain_number(document.number)
    return next((one for one in firm.policy_documents.all() if plain_number(one.number) == wanted), None)


def visible_citing(firm: Firm, user: User, number: str) -> list[Project]:
    """The projects that cite it, as far as the person sees them."""
    rows = Citation.objects.filter(
        project__in=Project.objects.visible_to(user).filter(firm=firm).values("pk")
    )
    wanted = plain_number(number)
    found = {one.project for one in rows.select_related("project") if plain_number(one.number) == wanted}
    return sorted(found, key=lambda project: -project.pk)


def doubt(document: PolicyDocument, project: Project) -> str:
    """Why the project should not cite it, at the date of its report; or ""."""
    return warning(document, project.report_date or timezone.localdate().isoformat())


def story(firm: Firm, document: PolicyDocument, kind: str) -> list[FirmActivity]:
    """What was done to an entry, the newest first."""
    return list(FirmActivity.objects.filter(firm=firm, kind=kind, row=document.pk).select_related("by")[:50])
