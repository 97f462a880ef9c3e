"""The national policy documents that come with the product; every database has them, also an emptied one."""

from __future__ import annotations

from typing import Any

from django.apps import apps as installed

COLUMNS = ("title", "issuer", "effective_from", "effective_to")
NATIONAL = {
    "财预〔2020〕10号": ("项目支出绩效评价管理办法", "财政部", "2020-02-25", ""),
    "财监〔2021〕4号": ("第三方机构预算绩效评价业务监督管理暂行办法", "财政部", "2021-08-01", ""),
    "财预〔2021〕6号": ("关于委托第三方机构参与预算绩效管理的指导意见", "财政部", "", ""),
    "财预〔2021〕101号": ("中央部门项目支出核心绩效目标和指标设置及取值指引（试行）", "财政部", "", ""),
    "财金〔2020〕13号": ("政府和社会资本合作（PPP）项目绩效管理操作指引", "财政部", "", ""),
    "财预〔2013〕53号": ("预算绩效评价共性指标体系框架", "财政部", "", ""),
}
"""By number (文号): title, issuer, in force from, repealed on; what is not known for sure stays empty."""


def ship(*, using: str, apps: Any = installed, **_: Any) -> None:
    """Adds what is missing and corrects what changed; told after every `migrate`, at whatever state."""
    try:
        documents = apps.get_model("evaluations", "PolicyDocument").objects.using(using).filter(firm=None)
    except LookupError:  # migrated back to before there were any
        return
    known = {one.number: one for one in documents}
    for number, values in NATIONAL.items():
        columns = dict(zip(COLUMNS, values, strict=True))
        if number not in known:
            documents.create(number=number, **columns)
        elif any(getattr(known[number], name) != value for name, value in columns.items()):
            documents.filter(number=number).update(**columns)
