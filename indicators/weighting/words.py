"""What the working papers and the report say about where weights come from."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from indicators.weighting.comparing import LIMIT, Comparison

EQUAL, NORMALISED, MEAN, AHP = "equal", "normalise", "expert_mean", "ahp"


def basis(method: str, *, people: int = 0, found: Comparison | None = None) -> str:
    """权重依据, one sentence for each indicator of a branch; empty where a method gives no reason."""
    if method == EQUAL:
        return "同级指标同等重要，权重平均分配。"
    if method == MEAN:
        return f"权重由{people}名专家分别赋权，取平均值后归一化确定。"
    if method == AHP and found is not None:
        return f"权重由{people}名专家采用层次分析法两两比较确定，{_checked(found)}。"
    return ""


def method_text(
    method: str, *, branch: str, names: Sequence[str], people: int = 0, found: Comparison | None = None
) -> str:
    """A paragraph for the report's chapter on method: how the weights of one branch were set."""
    listed = "、".join(names)
    head = f"{branch}下{len(names)}项指标（{listed}）的权重"
    if method == EQUAL:
        return f"{head}按同等重要平均分配。"
    if method == MEAN:
        return f"{head}采用专家赋权法确定：{people}名专家分别赋权，逐项取算术平均值，再按上级权重归一化。"
    if method == AHP and found is not None:
        values = "、".join(f"{name}{rounded(one, 4)}" for name, one in zip(names, found.weights, strict=True))
        gathered = "判断矩阵按几何平均合成，" if people > 1 else ""
        return (
            f"{head}采用层次分析法（AHP）确定：{people}名专家按1～9标度两两比较，{gathered}用方根法求得相对权重"
            f"（{values}），λmax={rounded(found.largest, 4)}，CI={rounded(found.index, 4)}，"
            f"RI={found.random}，{_checked(found)}。"
        )
    return ""


def _checked(found: Comparison) -> str:
    shown = f"CR={rounded(found.ratio, 3)}"
    if found.is_consistent:
        return f"{shown}<{LIMIT}，通过一致性检验"
    return f"{shown}≥{LIMIT}，未通过一致性检验"


def rounded(number: Decimal, places: int) -> str:
    """With exactly so many decimals, half up."""
    return f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
