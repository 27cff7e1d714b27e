"""A small reader of spreadsheet formulas, which knows nothing of who wrote them.

It reads + - * /, comparisons, brackets, numbers, texts, cells and ranges of any sheet, names of
cells, and the functions below; whatever else it meets is an error.
"""

import re

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?)
  | (?P<text>"[^"]*")
  | (?P<cell>(?:'[^']+'!|[A-Za-z_]\w*!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)
  | (?P<call>[A-Z]+)\(
  | (?P<name>[a-z_]\w*)
  | (?P<sign><=|>=|<>|[-+*/()<>=,])
    )""",
    re.VERBOSE,
)


def flat(values):
    """All single values of what was given, ranges laid out."""
    for value in values:
        if isinstance(value, list):
            yield from flat(value)
        else:
            yield value


def amounts(values):
    return [value for value in flat(values) if isinstance(value, int | float)]


def sum_if(where, wanted, counted):
    return sum(
        number
        for held, number in zip(flat([where]), flat([counted]), strict=True)
        if held == wanted and number is not None
    )


def sum_product(*ranges):
    columns = [list(flat([one])) for one in ranges]
    total = 0.0
    for row in zip(*columns, strict=True):
        product = 1.0
        for number in row:
            product *= number
        total += product
    return total


CALLS = {
    "SUM": lambda *values: sum(amounts(values)),
    "MIN": lambda *values: min(amounts(values)),
    "MAX": lambda *values: max(amounts(values)),
    "ABS": abs,
    "ROUND": lambda value, digits: round(value, int(digits)) + 0.0,
    "IF": lambda test, yes, no: yes if test else no,
    "AND": lambda *tests: all(flat(tests)),
    "SUMIF": sum_if,
    "SUMPRODUCT": sum_product,
    "COUNTIF": lambda where, wanted: sum(held == wanted for held in flat([where])),
}
COMPARED = {
    "<=": lambda one, other: one <= other,
    ">=": lambda one, other: one >= other,
    "<": lambda one, other: one < other,
    ">": lambda one, other: one > other,
    "=": lambda one, other: one == other,
    "<>": lambda one, other: one != other,
}


def alike(one, other):
    """Whether two values of cells are the same, numbers but for rounding."""
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return abs(one - other) <= 1e-6 + 1e-9 * abs(other)


class Workbook:
    """The formulas of a file, worked out anew from its numbers and texts."""

    def __init__(self, path):
        self.written = load_workbook(path)
        self.cached = load_workbook(path, data_only=True)
        self.known = {}
        self.names = {name: held.attr_text for name, held in self.written.defined_names.items()}

    def formulas(self):
        """Each cell with a formula: sheet, place, and the value that the file says it has."""
        for sheet in self.written.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and cell.data_type == "f":
                        value = self.cached[sheet.title][cell.coordinate].value
                        yield sheet.title, cell.coordinate, value

    def wrong(self):
        """Cells whose formula comes to another value than the file says it has."""
        return [
            (sheet, place, cached, self.value(sheet, place))
            for sheet, place, cached in self.formulas()
            if not alike(self.value(sheet, place), cached)
        ]

    def value(self, sheet, place):
        """Work out a cell."""
        key = (sheet, place)
        if key not in self.known:
            cell = self.written[sheet][place]
            self.known[key] = (
                Reading(self, sheet, cell.value[1:]).whole()
                if cell.data_type == "f"
                else cell.value
            )
        return self.known[key]

    def behind(self, places):
        """All cells from which those of some places follow, and these: sheet and place."""
        found, left = set(), list(places)
        while left:
            sheet, place = left.pop()
            if (sheet, place) in found:
                continue
            found.add((sheet, place))
            cell = self.written[sheet][place]
            if cell.data_type != "f":
                continue
            for kind, words in Reading(self, sheet, cell.value[1:]).tokens:
                if kind in ("cell", "name"):
                    left += self.cells_of(self.names[words] if kind == "name" else words, sheet)
        return found

    def cells_of(self, words, sheet):
        """Name the cells of a cell or range, as a formula on a sheet names them."""
        named, _, where = words.rpartition("!")
        sheet = named.strip("'") or sheet
        left, top, right, bottom = range_boundaries(where.replace("$", ""))
        cells = self.written[sheet].iter_rows(top, bottom, left, right)
        return [(sheet, cell.coordinate) for row in cells for cell in row]

    def set(self, sheet, place, value):
        """Change a number; everything is worked out anew."""
        self.written[sheet][place].value = value
        self.known = {}

    def at(self, words, sheet):
        """Give a cell, or the cells of a range, as a formula on a sheet names them."""
        named, _, where = words.rpartition("!")
        sheet = named.strip("'") or sheet
        left, top, right, bottom = range_boundaries(where.replace("$", ""))
        if ":" not in where:
            return self.value(sheet, where.replace("$", ""))
        cells = self.written[sheet].iter_rows(top, bottom, left, right)
        return [[self.value(sheet, cell.coordinate) for cell in row] for row in cells]


class Reading:
    """One formula being read from the left."""

    def __init__(self, workbook, sheet, formula):
        self.workbook, self.sheet, self.formula = workbook, sheet, formula
        self.tokens, place = [], 0
        while place < len(formula):
            found = TOKEN.match(formula, place)
            if found is None:
                raise ValueError(f"cannot read {formula!r} from {formula[place:]!r}")
            self.tokens.append((found.lastgroup, found[found.lastgroup]))
            place = found.end()
        self.place = 0

    def next_is(self, *signs):
        here = self.tokens[self.place] if self.place < len(self.tokens) else ("", "")
        return here[0] == "sign" and here[1] in signs

    def take(self):
        self.place += 1
        return self.tokens[self.place - 1]

    def whole(self):
        value = self.compared()
        if self.place != len(self.tokens):
            raise ValueError(f"{self.formula!r} goes on after its end")
        return value

    def compared(self):
        value = self.added()
        while self.next_is(*COMPARED):
            value = COMPARED[self.take()[1]](value, self.added())
        return value

    def added(self):
        value = self.multiplied()
        while self.next_is("+", "-"):
            sign = self.take()[1]
            other = self.multiplied()
            value = value + other if sign == "+" else value - other
        return value

    def multiplied(self):
        value = self.single()
        while self.next_is("*", "/"):
            sign = self.take()[1]
            other = self.single()
            value = value * other if sign == "*" else value / other
        return value

    def single(self):
        if self.next_is("-"):
            self.take()
            return -self.single()
        kind, words = self.take()
        if kind == "number":
            return float(words)
        if kind == "text":
            return words[1:-1]
        if kind == "cell":
            return self.workbook.at(words, self.sheet)
        if kind == "name":
            return self.workbook.at(self.workbook.names[words], self.sheet)
        if kind == "call":
            return CALLS[words](*self.arguments())
        if words == "(":
            value = self.compared()
            self.closed()
            return value
        raise ValueError(f"{self.formula!r}: {words} stands where a value should")

    def arguments(self):
        given = [self.compared()]
        while self.next_is(","):
            self.take()
            given.append(self.compared())
        self.closed()
        return given

    def closed(self):
        if not self.next_is(")"):
            raise ValueError(f"{self.formula!r} has a bracket that never closes")
        self.take()
