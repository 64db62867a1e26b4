"""Questions that compute over a table: totals, averages, extremes and counts, cell by cell."""

from qa.tables.answers import Group, TableAnswer
from qa.tables.compute import compute
from qa.tables.layout import Cell, Table, row_by_key, tables_of

__all__ = ["Cell", "Group", "Table", "TableAnswer", "compute", "row_by_key", "tables_of"]
