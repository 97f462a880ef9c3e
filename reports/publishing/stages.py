"""The steps of producing an edition, as people see them, and how much of the way each one is."""

from __future__ import annotations

from collections.abc import Callable

from evaluations.jobs.leases import Lease
from reports.rendering import Progress

FREEZE = "冻结数据"
RECOMPUTE = "重新计算评分并核对"
GLYPHS = "检查字形"
LAYOUT = "排版"
PAGES = "分页"
WRITE = "写入PDF/A，附数据包"
SEAL = "加盖电子签章并核验"
VERIFY = "存档并核对摘要"

SHARES = {
    FREEZE: (0, 1),
    RECOMPUTE: (1, 3),
    GLYPHS: (3, 8),
    LAYOUT: (8, 35),
    PAGES: (35, 72),
    WRITE: (72, 98),
    SEAL: (98, 98),
    VERIFY: (98, 99),
}
"""Step → percent of the whole when it begins and when it ends, after the times that reports take."""
RELEASE_STEPS = tuple(SHARES)
STEPS = tuple(step for step in RELEASE_STEPS if step != SEAL)
"""Those of an edition, which nobody seals."""

OF_RENDERING = {"检查字形": GLYPHS, "排版": LAYOUT, "分页": PAGES, "写入PDF/A": WRITE}
"""The renderer's stages as steps."""

UNKNOWN = 30
"""Pages after which a stage of unknown length counts as half done."""


def enter(lease: Lease, step: str, *, note: str = "") -> None:
    """Reports the beginning of `step`."""
    lease.stage(step, percent=SHARES[step][0], note=note)


def listener(lease: Lease) -> Callable[[Progress], None]:
    """What the renderer reports to; it raises what `lease.stage` raises, and so stops the rendering.

    The renderer may set pages again to measure them; for people the work never goes back a step.
    """
    furthest = 0

    def listen(progress: Progress) -> None:
        nonlocal furthest
        furthest = max(furthest, STEPS.index(OF_RENDERING[progress.stage]))
        step = STEPS[furthest]
        start, end = SHARES[step]
        lease.stage(step, progress.done, progress.total, start + round((end - start) * _share(progress)))

    return listen


def _share(progress: Progress) -> float:
    """How much of its stage is done; where the end is not known, each page brings it nearer."""
    whole = progress.total or progress.done + UNKNOWN
    return min(progress.done / whole, 1)
