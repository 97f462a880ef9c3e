"""What a report is composed from, and what every section is given to work with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evaluations.dossier import Dossier
from indicators.scoring import Result
from indicators.scoring.sensitivity import Sensitivity
from reports.document.beside import NOTHING_BESIDE, Beside
from reports.document.blocks import Block
from reports.document.facts import FactBook
from reports.document.imprint import Imprint
from reports.document.outline import fitting
from reports.document.sources.scores import Scale
from reports.document.tree import Twig


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSign:
    """Who prepared and who reviewed a working paper, and when; blank where it is signed by hand."""

    prepared_by: str = ""
    prepared_on: str = ""
    reviewed_by: str = ""
    reviewed_on: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything that goes into a report.

    `narrative` holds replacement paragraphs by section id: plain text, never interpreted. `outline` names an
    outline (None: the one that fits the dossier). `stamp` marks a version (征求意见稿), `issued` dates a
    report whose dossier has no report date. `signs` holds the signatures on working papers by indicator code,
    `beside` the facts that no dossier holds. A release has its `imprint`: its number stands on the cover,
    and a signature page follows the declaration.
    """

    dossier: Dossier
    result: Result
    narrative: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outline: str | None = None
    stamp: str = ""
    issued: str | None = None
    signs: Mapping[str, PaperSign] = field(default_factory=dict)
    beside: Beside = NOTHING_BESIDE
    imprint: Imprint | None = None

    @property
    def outline_name(self) -> str:
        return fitting(self.dossier) if self.outline is None else self.outline


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a section is written from; `decimals` is how many a column of points has."""

    material: Material
    book: FactBook
    twigs: tuple[Twig, ...]
    scale: Scale
    decimals: int
    sensitivity: Sensitivity

    @property
    def dossier(self) -> Dossier:
        return self.material.dossier

    @property
    def beside(self) -> Beside:
        return self.material.beside


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A section: `blocks` of its own, then those below it. `is_text` sections may be rewritten."""

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    children: tuple[Node, ...] = ()
    is_text: bool = True
    in_contents: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What a generator gives for a section."""

    blocks: tuple[Block, ...] = ()
    children: tuple[Node, ...] = ()


NOTHING = Filled()
