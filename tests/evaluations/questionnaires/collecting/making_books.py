"""Excel files as people send them, and reading those that the product writes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from evaluations.workbooks import open_workbook


def book(*rows: Sequence[Any]) -> SimpleUploadedFile:
    """A workbook of these rows, to be uploaded."""
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    sheet = workbook.add_worksheet()
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    workbook.close()
    return SimpleUploadedFile("表.xlsx", target.getvalue())


def cells(content: bytes, sheet: int = 0) -> list[list[Any]]:
    """The rows of a sheet."""
    return open_workbook(content)[sheet].rows
