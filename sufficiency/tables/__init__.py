"""Tables: their contract, their check, and the way from frames to arrays and back."""

from sufficiency.tables.arrays import AXES, Labelled, missing_combinations, to_array
from sufficiency.tables.cells import Cell, References, read_cell
from sufficiency.tables.checking import CheckedTable, check_table, empty_table
from sufficiency.tables.headers import column_letter
from sufficiency.tables.raw import RawTable, text_as_shown, text_of
from sufficiency.tables.reading import read_csv, read_csv_bytes
from sufficiency.tables.records import by_labels
from sufficiency.tables.workbooks import (
    SHEETS_FOR_PEOPLE,
    has_formulas,
    lost_parts,
    merged_ranges,
    open_whole_workbook,
    open_workbook,
    read_sheet,
)
from sufficiency.tables.writing import (
    cell_rows,
    check_free,
    csv_bytes,
    new_sheet,
    new_workbook,
    write_cells,
    write_folder,
    write_whole,
)

__all__ = [
    "AXES",
    "SHEETS_FOR_PEOPLE",
    "Cell",
    "CheckedTable",
    "Labelled",
    "RawTable",
    "References",
    "by_labels",
    "cell_rows",
    "check_free",
    "check_table",
    "column_letter",
    "csv_bytes",
    "empty_table",
    "has_formulas",
    "lost_parts",
    "merged_ranges",
    "missing_combinations",
    "new_sheet",
    "new_workbook",
    "open_whole_workbook",
    "open_workbook",
    "read_cell",
    "read_csv",
    "read_csv_bytes",
    "read_sheet",
    "text_as_shown",
    "text_of",
    "to_array",
    "write_cells",
    "write_folder",
    "write_whole",
]
