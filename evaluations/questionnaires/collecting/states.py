"""How a survey stands: whether it takes answers now, and if not, why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from evaluations.questionnaires.models import Collection

DRAFT, WAITING, OPEN, CLOSED, STOPPED, FULL = "draft", "waiting", "open", "closed", "stopped", "full"
LABELS = {
    DRAFT: "未发布",
    WAITING: "未开始",
    OPEN: "回收中",
    CLOSED: "已截止",
    STOPPED: "已停止",
    FULL: "已收满",
}
TONES = {
    DRAFT: "none",
    WAITING: "todo",
    OPEN: "active",
    CLOSED: "signed",
    STOPPED: "returned",
    FULL: "signed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """`kind` is a key of LABELS, `sentence` says it with its time or number."""

    kind: str
    sentence: str

    @property
    def label(self) -> str:
        return LABELS[self.kind]

    @property
    def tone(self) -> str:
        return TONES[self.kind]

    @property
    def is_open(self) -> bool:
        return self.kind == OPEN


def state_of(collection: Collection, *, is_published: bool, valid: int, at: datetime) -> State:
    """The state at `at`, with so many valid sheets."""
    opens, closes, stopped = collection.opens_at, collection.closes_at, collection.stopped_at
    if not is_published:
        return State(kind=DRAFT, sentence="问卷还没有发布，发布后才能回收。")
    if stopped is not None:
        return State(kind=STOPPED, sentence=f"{said(stopped)}停止，链接打开时会说明调查已经结束。")
    if closes is not None and closes <= at:
        return State(kind=CLOSED, sentence=f"{said(closes)}截止，链接打开时会说明调查已经结束。")
    if opens is not None and opens > at:
        return State(kind=WAITING, sentence=f"{said(opens)}开始，在此之前链接打开时会说明开始时间。")
    if collection.is_limited and collection.target and valid >= collection.target:
        return State(kind=FULL, sentence=f"有效{valid}份，达到样本量{collection.target}份，不再接收。")
    until = f"到{said(closes)}截止" if closes is not None else "没有设截止时间，收够了请停止"
    return State(kind=OPEN, sentence=f"正在接收答卷，{until}。")


def said(moment: datetime) -> str:
    """A moment in a sentence: 4月17日 18:00, with its year where that is another one."""
    local = timezone.localtime(moment)
    year = f"{local.year}年" if local.year != timezone.localdate().year else ""
    return f"{year}{local.month}月{local.day}日{local:%H:%M}"
