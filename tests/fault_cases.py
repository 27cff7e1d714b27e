"""One mistake each, and the one finding that it gives: by table, as data.

A case is (table, change, rule, row, column, value, words): what the finding names, and a part of
its sentences. `row` None stands for the whole file.
"""

from typing import Any, NamedTuple

from building import ROWS, SOUND, add, put

from sufficiency import terms


class Fault(NamedTuple):
    """A mistake in one table, and what the one finding must say."""

    table: str
    change: Any
    rule: str
    row: int | None
    column: str
    value: str
    words: str
    severity: str = "error"

    def __str__(self):
        return f"{self.table}-{self.rule}-{self.column}-{self.value}"[:60]


def cell(table, row, column, text, rule, words, *, value=None):
    """A fault of one cell."""
    change = put(table, row, **{column: text})
    return Fault(table, change, rule, row, column, text if value is None else value, words)


NOT_A_NUMBER = "Write digits only, with a point for decimals: no thousands commas, units or words."
HOME_OR_UPN = "The cell holds what looks like a postcode, or a pupil's or learner's number. Nothing"
OWN_CODE = "Use a code of your own, never a postcode."
CODES_ARE = "Known are published, supplied, estimated, assumed, made."
TEN_DIGITS = "A number of 10 digits stands here, which is above 10000. Places cannot be higher."
TOO_FAR = "is above 2100. Academic year cannot be higher."

CELLS = [
    # about: any text is allowed but what cannot be seen or kept
    cell("about", 2, "item", "", "blank_cell", "The cell is blank. Item is needed in every row."),
    cell("about", 3, "value", "", "blank_cell", "Fill it in, for example Exampleshire"),
    cell(
        "about", 2, "value", "#REF!", "an_excel_error", "The cell shows #REF!, an error of Excel."
    ),
    cell("about", 4, "value", "a\u200bb", "unseen_letter", "cannot be seen (U+200B)", value="a?b"),
    # localities
    cell("localities", 2, "name", "", "blank_cell", "Name is needed in every row. Fill it in"),
    cell("localities", 3, "easting", "east", "not_a_number", "Easting must be a number of metres."),
    cell("localities", 3, "easting", "488,000", "not_a_number", "Write 488000."),
    cell("localities", 2, "easting", "48800", "too_low", "48800 is below 80000."),
    cell("localities", 2, "northing", "6790000", "too_high", "from 5000 to 660000 metres"),
    cell("localities", 2, "imd_decile", "11", "too_high", "11 is above 10."),
    cell("localities", 2, "imd_decile", "2.5", "not_whole", "2.5 is not a whole number."),
    cell("localities", 2, "imd_decile", "c", "marked_where_not_allowed", "c stands for a number"),
    cell("localities", 2, "basis", "publishd", "unknown_code", "Did you mean published?"),
    # population
    cell("population", 2, "year", "2023/24", "not_a_year", "Write 2023 for 2023/24."),
    cell("population", 2, "year", "2,023", "not_a_year", "for example 2026 for 2026/27"),
    cell("population", 2, "locality", "L1", "unknown_reference", "Did you mean L01? Or add a row"),
    cell("population", 2, "locality", "unknown", "unknown_reference", "Add a row for it in loc"),
    cell("population", 2, "ncy", "25", "too_high", "NC year cannot be higher."),
    cell("population", 2, "ncy", "-5", "too_low", "-5 is below -4. NC year cannot be lower."),
    cell(
        "population", 2, "persons", "-1", "too_low", "Correct the figure: from 0 to 100000 persons"
    ),
    cell("population", 2, "persons", "1,100", "not_a_number", "Persons must be a number. Write 1"),
    cell("population", 2, "persons", "low", "marked_where_not_allowed", "Persons must be known;"),
    cell("population", 2, "basis", "", "blank_cell", "Basis is needed in every row."),
    cell("population", 2, "basis", "official", "unknown_code", CODES_ARE),
    # plans
    cell("plans", 2, "year", "202425", "not_a_year", "Write 2024 for 2024/25."),
    cell(
        "plans",
        2,
        "locality",
        "l01",
        "unknown_reference",
        "Capital and small letters differ: localities has L01. Write both alike.",
    ),
    cell("plans", 2, "locality", "L04", "unknown_reference", "L04 is not in the table localities."),
    cell("plans", 2, "need", "autism", "unknown_code", "Did you mean ASD?"),
    cell("plans", 2, "need", "", "blank_cell", "Primary need is needed in every row."),
    cell("plans", 2, "ncy", "Year 4", "not_a_number", "NC year must be a number. Write 4 for"),
    cell("plans", 2, "ncy", "4.5", "not_whole", "NC year must be whole."),
    cell("plans", 2, "setting", "resourced provision", "unknown_code", "Did you mean base?"),
    cell("plans", 2, "plans", "-3", "too_low", "-3 is below 0. Plans cannot be lower."),
    cell("plans", 2, "plans", "<5", "not_a_number", "Write c for a suppressed count, or low"),
    cell("plans", 2, "plans", "1e400", "too_high", "1e400 is above 1000000."),
    cell("plans", 2, "plans", "2.5", "fraction_of_a_child", "change its basis to estimated"),
    # margins
    cell("margins", 2, "margin", "", "blank_cell", "Margin is needed in every row."),
    cell("margins", 2, "year", "Jan-2025", "not_a_year", "Write the year in which it starts"),
    cell("margins", 4, "need", "AUT", "unknown_code", "AUT is not a known need."),
    cell("margins", 2, "ncy_from", "", "ncy_half_open", "Only one of ncy_from and ncy_to"),
    cell("margins", 2, "ncy_from", "6", "ncy_backwards", "from NC year 6 to 5", value="6"),
    cell("margins", 8, "setting", "specail", "unknown_code", "Did you mean special?"),
    cell(
        "margins",
        2,
        "plans",
        "8 plans",
        "not_a_number",
        "8 plans is not a number. Plans must be a number of children. Write 8.",
    ),
    cell("margins", 2, "plans", "8.5", "fraction_of_a_child", "A published count is of whole chil"),
    cell("margins", 2, "basis", "", "blank_cell", "Basis is needed"),
    # what could identify a child is refused, and never shown
    cell("margins", 2, "margin", "NN15 6XX", "personal_in_cell", HOME_OR_UPN, value="(withheld)"),
    cell("population", 2, "locality", "nn156xx", "personal_in_cell", "", value="(withheld)"),
    cell("localities", 2, "group", "x NN15 6XX", "personal_in_cell", "", value="(withheld)"),
    cell("caps", 2, "cap", "A123456789012", "personal_in_cell", OWN_CODE, value="(withheld)"),
    # transitions
    cell("transitions", 2, "year", "24", "not_a_year", "for example 2026 for 2026/27"),
    cell("transitions", 2, "locality", "Northtown", "unknown_reference", "Add a row for it in loc"),
    cell("transitions", 2, "setting_from", "", "blank_cell", "Setting before is needed"),
    cell("transitions", 2, "setting_to", "outsde", "unknown_code", "Did you mean outside?"),
    cell("transitions", 2, "need_to", "", "side_inside_blank", "blank beside the setting special"),
    cell(
        "transitions", 4, "need_from", "ASD", "side_outside_filled", "Leave need and NC year blank"
    ),
    cell("transitions", 4, "setting_to", "outside", "outside_on_both_sides", "Delete the row."),
    cell("transitions", 2, "ncy_to", "6", "does_not_age_one_year", "from NC year 4 to 6 in one"),
    cell("transitions", 2, "ncy_to", "5.5", "not_whole", "NC year after must be whole."),
    cell("transitions", 2, "plans", "three", "not_a_number", "three is not a number."),
    cell("transitions", 2, "plans", "0.5", "fraction_of_a_child", "A supplied count is of whole"),
    # history
    cell("history", 2, "year", "2023-24", "not_a_year", "Write 2023 for 2023/24."),
    cell("history", 2, "year", "1980", "too_low", "1980 is below 1990."),
    cell("history", 2, "area", "", "blank_cell", "Area is needed in every row."),
    cell("history", 4, "setting", "Special school", "unknown_code", "Did you mean special?"),
    cell("history", 4, "ncy_to", "", "ncy_half_open", "Fill in both, or leave both blank"),
    cell("history", 4, "ncy_from", "8", "ncy_backwards", "Write the lower NC year in ncy_from."),
    cell("history", 2, "plans", "5 000", "not_a_number", "Write 5000."),
    cell("history", 2, "children", "c", "marked_where_not_allowed", "Children must be known;"),
    cell("history", 2, "break", "maybe", "unknown_code", "Known are yes, no."),
    cell("history", 2, "basis", "Published ", "unknown_code", "published?", value="Published"),
    # placements
    cell("placements", 2, "year", "24/25", "not_a_year", "for example 2026 for 2026/27"),
    cell("placements", 2, "locality", "", "blank_cell", "Locality is needed in every row."),
    cell("placements", 2, "need", "asd", "unknown_code", "Did you mean ASD?"),
    cell("placements", 2, "ncy", "R", "not_a_number", "Write 0 for R: the NC year is age"),
    cell("placements", 2, "site", "S1", "unknown_reference", "S1 is not in the table sites."),
    cell("placements", 2, "pool", "lowr", "pool_unknown", "Did you mean lower?"),
    cell(
        "placements", 2, "plans", "1.5", "fraction_of_a_child", "1.5 is not a whole number of chi"
    ),
    cell("placements", 2, "plans", "1000001", "too_high", "1000001 is above 1000000."),
    cell("placements", 2, "basis", "census", "unknown_code", CODES_ARE),
    # sites
    cell("sites", 2, "name", "", "blank_cell", "Fill it in, for example Example Special School"),
    cell("sites", 2, "urn", "12345", "too_low", "12345 is below 100000."),
    cell("sites", 2, "urn", "URN123", "not_a_number", "URN must be a number. Write"),
    cell("sites", 2, "easting", "4885000", "too_high", "from 80000 to 660000 metres"),
    cell("sites", 2, "northing", "", "blank_cell", "Northing is needed in every row."),
    cell("sites", 2, "low_age", "4 to 11", "not_a_number", "Lowest age must be a number of years."),
    cell("sites", 2, "high_age", "26", "too_high", "26 is above 25."),
    cell("sites", 2, "roll", "x", "marked_where_not_allowed", "Roll must be known;"),
    cell("sites", 2, "roll_year", "2024/25", "not_a_year", "Write 2024 for 2024/25."),
    cell("sites", 2, "roll", "18.5", "not_whole", "Write a whole number, for example 2."),
    # pools
    cell("pools", 2, "site", "S09", "unknown_reference", "S09 is not in the table sites."),
    cell("pools", 2, "pool", "", "blank_cell", "Pool is needed in every row."),
    cell("pools", 2, "level", "mainstream", "unknown_code", "Known are base, special."),
    cell("pools", 2, "setting", "base", "setting_against_level", "or write special or independent"),
    cell(
        "pools", 4, "setting", "special", "setting_against_level", "A pool of level base counts as"
    ),
    cell("pools", 2, "needs", "ASD,SEMH", "unknown_code", "Write ASD;SEMH. In a list, put semico"),
    cell(
        "pools", 2, "needs", "ASD;asc;autsm", "unknown_codes", "Write ASD.", value="asc and autsm"
    ),
    cell(
        "pools", 2, "needs", "XX;ASD;QQ", "unknown_codes", "are not known needs.", value="XX and QQ"
    ),
    cell("pools", 2, "needs", "ASD;XX", "unknown_code", "XX is not a known need.", value="XX"),
    cell("pools", 2, "needs", "ASD;", "unknown_code", "Write ASD.", value="(blank)"),
    cell(
        "pools", 2, "needs", "ASD;SEMH;ASD", "repeated_in_list", "ASD is named twice", value="ASD"
    ),
    cell("pools", 3, "ncy_from", "12", "ncy_backwards", "from NC year 12 to 11. No child is in"),
    cell("pools", 2, "year", "Sept 2023", "not_a_year", "Sept 2023 is not a year"),
    # places
    cell("places", 2, "site", "", "blank_cell", "Site is needed in every row."),
    cell("places", 2, "pool", "lowre", "pool_unknown", "lowre is not a pool of site S01."),
    cell(
        "places", 2, "year", "2022", "places_before_opening", "has places from 2022/23, but opens"
    ),
    cell("places", 2, "places", "ten", "not_a_number", "Places must be a number."),
    cell("places", 2, "places", "10001", "too_high", "10001 is above 10000."),
    cell("places", 2, "places", "1000000000", "too_long_to_show", TEN_DIGITS, value="(withheld)"),
    cell("places", 2, "taken", "1234567890", "too_long_to_show", "0 to 10", value="(withheld)"),
    cell("plans", 2, "plans", "123456789012", "too_long_to_show", "12 dig", value="(withheld)"),
    cell("sites", 2, "roll", "1234567890123", "too_long_to_show", "13 dig", value="(withheld)"),
    cell("places", 2, "places", "123 456 7890", "personal_in_cell", "a number", value="(withheld)"),
    cell("places", 2, "places", "A12345678901B", "personal_in_cell", "", value="(withheld)"),
    cell("places", 2, "places", "01536 123456", "not_a_number", "Write", value="(withheld)"),
    cell("places", 2, "places", "999999999", "too_high", "999999999 is above 10000."),
    cell("sites", 2, "site", "1234567890", "personal_in_cell", OWN_CODE, value="(withheld)"),
    cell(
        "places", 2, "places", "9.5", "fraction_of_a_place", "not a whole number of places. A sup"
    ),
    cell("places", 2, "places", "40 places", "not_a_number", "Write 40."),
    cell("places", 2, "taken", "-1", "too_low", "-1 is below 0. Taken cannot be lower."),
    cell("places", 2, "taken", "k", "marked_where_not_allowed", "k stands for a number"),
    cell("places", 2, "basis", "suppplied", "unknown_code", "Did you mean supplied?"),
    # caps
    cell("caps", 2, "site", "S03", "unknown_reference", "S03 is not in the table sites."),
    cell("caps", 2, "cap", "", "blank_cell", "Cap is needed in every row."),
    cell("caps", 2, "needs", "autism", "unknown_code", "Write ASD. In a list, put"),
    cell("caps", 2, "ncy_to", "", "ncy_half_open", "A span of NC years has a first and a last"),
    cell("caps", 2, "ncy_from", "7", "ncy_backwards", "The span runs backwards"),
    cell("caps", 2, "year", "2101", "too_high", TOO_FAR.replace("Academic", "From academic")),
    cell("caps", 2, "places", "", "blank_cell", "Places is needed in every row."),
    cell("caps", 2, "places", "1e3.5", "not_a_number", "1e3.5 is not a number."),
    # journeys
    cell("journeys", 2, "locality", "L9", "unknown_reference", "in localities."),
    cell("journeys", 2, "site", "S 01", "unknown_reference", "Did you mean S01?"),
    cell("journeys", 2, "minutes", "10 min", "not_a_number", "Minutes must be a number. Write 10."),
    cell("journeys", 2, "minutes", "601", "too_high", "from 0 to 600 minutes"),
    cell("journeys", 2, "miles", "-1", "too_low", "Miles cannot be lower."),
    cell("journeys", 2, "miles", "3,5", "not_a_number", NOT_A_NUMBER),
    # costs
    cell("costs", 2, "setting", "", "cost_of_nothing", "Neither site nor setting"),
    cell("costs", 3, "setting", "base", "cost_of_both", "Both site and setting are filled in."),
    cell("costs", 2, "item", "fees", "unknown_code", "Did you mean fee?"),
    cell("costs", 2, "residential", "boarding", "unknown_code", "Known are yes, no."),
    cell("costs", 3, "ncy_from", "9", "ncy_backwards", "from NC year 9 to 6"),
    cell("costs", 2, "year_kind", "calendar", "unknown_code", "Known are academic, financial."),
    cell("costs", 2, "price_year", "2024-2025", "not_a_year", "Write 2024 for 2024/25."),
    cell("costs", 2, "pounds", "\u00a310,000", "not_a_number", "Write 10000."),
    cell("costs", 2, "unit", "place a year", "unknown_code", "Did you mean place_year?"),
    cell("costs", 2, "payer", "", "blank_cell", "Payer is needed in every row."),
    cell("costs", 2, "source", "", "blank_cell", "Source is needed in every row."),
]
"""Faults of single cells; `both` and `put` write them."""

COLUMN_OF_COST = {"cost_of_nothing", "cost_of_both"}


def _as_told(fault):
    """Some findings of two cells name the other one, or show nothing of it."""
    if fault.rule in COLUMN_OF_COST:
        return fault._replace(column="site", value="S02" if fault.row == 3 else "")
    if fault.rule == "ncy_half_open":
        return fault._replace(column="ncy_to", value="")
    if fault.rule in {"side_inside_blank", "side_outside_filled"}:
        side = "ncy_to" if fault.rule == "side_inside_blank" else "ncy_from"
        value = "special" if fault.rule == "side_inside_blank" else ""
        return fault._replace(column=side, value=value)
    if fault.rule == "outside_on_both_sides":
        return fault._replace(column="setting_from", value="")
    if fault.rule == "ncy_backwards":
        return fault._replace(column="ncy_from")
    return fault


def structural(table):
    """Mistakes that any table can have."""
    contract, grid = terms.table(table), SOUND[table]
    last, header = ROWS[table], SOUND[table][0]
    needed = [column for column in contract.columns if column.required]
    first = needed[-1].name
    near = f"{first}s"

    def rename(old, new):
        return lambda tables: tables[table][0].__setitem__(header.index(old), new)

    def without(column):
        at = header.index(column)
        return lambda tables: [row.pop(at) for row in tables[table]]

    def extend(*cells):
        """Put a column to the right: heading, then what its first row holds."""

        def change(tables):
            for row, text in zip(tables[table], [*cells, *[""] * last], strict=False):
                row.append(text)

        return change

    def above(tables):
        tables[table][:0] = [[f"Our {table}"], []]

    def nothing(tables):
        tables[table][:] = [[]]

    key = ", ".join(contract.key)
    named = ", ".join(text for name in contract.key if (text := grid[-1][header.index(name)]))
    few = sum(bool(column.required) for column in contract.columns)
    return [
        Fault(
            table, without(first), "column_missing", 1, first, "", f"Add a column headed {first}"
        ),
        Fault(
            table, rename(first, near), "column_unknown", 1, near, near, f"Did you mean {first}?"
        ),
        Fault(
            table, extend(first), "column_twice", 1, first, "", f"The heading {first} stands twice"
        ),
        Fault(table, extend("colour"), "column_unknown", 1, "colour", "colour", "Delete it; this"),
        Fault(table, extend("", "5"), "cells_beyond_header", 2, "", "5", "moves cells into wrong"),
        Fault(table, add(table), "duplicate_key", last + 1, key, named, f"already in row {last}: "),
        Fault(table, above, "header_lower", 3, "", "3", "Delete the rows above them."),
        Fault(table, nothing, "file_is_empty", 1, "", "", "Write the column names in row 1: "),
        Fault(
            table,
            lambda tables: tables[table].append(["Total", *[""] * (len(header) - 2), "99"]),
            "total_row",
            last + 1,
            "",
            "Total",
            "It would be counted beside the rows that it adds up. Delete the row.",
        )
        if few > 2
        else Fault(
            table,
            put(table, last, **{first: "one\ntwo"}),
            "line_break_in_cell",
            last,
            first,
            "one two",
            "A cell runs over several lines.",
        ),
    ]


FAULTS = [
    *(_as_told(fault) for fault in CELLS),
    *(fault for table in terms.table_names() for fault in structural(table)),
]
