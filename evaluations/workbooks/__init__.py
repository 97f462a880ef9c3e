"""PURE: bytes that should be an Excel workbook → sheets of plain values; the one door for files sent in."""

from evaluations.workbooks.reading import LARGEST, NotAWorkbook, Sheet, check_kind, open_workbook

__all__ = ["LARGEST", "NotAWorkbook", "Sheet", "check_kind", "open_workbook"]
