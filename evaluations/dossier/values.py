"""What every class of a dossier is made of: types of values, and what is asked of them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

Scalar = str | Decimal | bool
Extras = Mapping[str, Any]

DATE = {"date": True}
COUNT = {"minimum": 0}
