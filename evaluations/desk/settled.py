"""Whether a project is issued or archived: what stands open among its facts waits for nobody any more."""

from __future__ import annotations

from evaluations.stages.defaults import ARCHIVE, ISSUE
from evaluations.stages.queries import Standing


def is_settled(state: Standing) -> bool:
    """Whether 定稿签发 is signed; in a table without it, everything before 归档. Reopened, it is not."""
    current = state.current
    if current is None:
        return bool(state.chain)  # a table that nobody signs settles nothing
    keys = [stage.key for stage in state.stages]
    place = keys.index(current.key)
    if ISSUE in keys:
        return place > keys.index(ISSUE)
    return ARCHIVE in keys and place >= keys.index(ARCHIVE)
