"""What an XML parser tells, laid down as columns of the modules while it goes along."""

from __future__ import annotations

from typing import Any

from sufficiency.terms.sen2 import ReturnModule, heading_of, plain, return_modules

HEADER = "sen2"
Step = tuple[bool, str]
"""Whether an element is a row of a module; and that module, or the column, or "" for neither."""


class Columns:
    """The rows of one module so far, column by column, and those of them that are open."""

    def __init__(self, module: ReturnModule) -> None:
        self.module = module
        self.cells: dict[str, list[str]] = {name: [] for name in module.names}
        self.lines: list[int] = []
        self.seen: set[str] = set()
        self.open: list[int] = []

    def begins(self, line: int) -> None:
        """Open a row."""
        for column in self.cells.values():
            column.append("")
        self.lines.append(line)
        self.open.append(len(self.lines))
        self.cells[self.module.key][-1] = str(len(self.lines))

    @property
    def has_lines(self) -> bool:
        """Whether every element begins on a line of its own."""
        return len(set(self.lines)) == len(self.lines)

    @property
    def numbers(self) -> list[int]:
        """Axis (row): its line; where several begin on one, its number among all."""
        return self.lines if self.has_lines else list(range(1, len(self.lines) + 1))

    @property
    def missing(self) -> list[str]:
        """The columns that no return is without and no row has, where there are rows."""
        return [
            column.name
            for column in self.module.columns
            if column.required == "always" and self.lines and column.name not in self.seen
        ]


class Listener:
    """Follows a parser through a return; text that is not needed is never asked for.

    Parameters
    ----------
    parser : xml.parsers.expat.XMLParserType
    """

    def __init__(self, parser: Any) -> None:
        self.modules = {name: Columns(module) for name, module in return_modules().items()}
        self.modules[HEADER].begins(1)
        self.twice: list[tuple[str, int]] = []
        self._parser = parser
        self._above: list[str] = [HEADER]
        self._path: list[Step] = []
        self._text: list[str] = []
        self._steps: dict[tuple[str, str], Step] = {}
        parser.StartElementHandler = self._begins
        parser.EndElementHandler = self._ends

    def _begins(self, name: str, _: object) -> None:
        """Open a row of a module, or a cell of the row that is open."""
        spoken = (self._above[-1], name)
        step = self._steps.get(spoken)
        if step is None:
            step = self._steps[spoken] = _step(*spoken)
        self._path.append(step)
        is_row, word = step
        if is_row:
            self._open(self.modules[word])
        elif word:
            self._text = []
            self._parser.CharacterDataHandler = self._text.append

    def _open(self, rows: Columns) -> None:
        rows.begins(self._parser.CurrentLineNumber)
        if rows.module.parent_key:
            upper = self.modules[rows.module.parent].open
            rows.cells[rows.module.parent_key][-1] = str(upper[-1]) if upper else ""
        self._above.append(rows.module.name)

    def _ends(self, _: str) -> None:
        """Close a row, or keep the text of a cell: the first where it is said twice."""
        is_row, word = self._path.pop()
        if is_row:
            self.modules[word].open.pop()
            self._above.pop()
        elif word:
            self._parser.CharacterDataHandler = None
            rows = self.modules[self._above[-1]]
            at = rows.open[-1] - 1
            if rows.cells[word][at]:
                self.twice.append((rows.module.name, at))
            else:
                rows.cells[word][at] = "".join(self._text).strip()
                rows.seen.add(word)


def _step(above: str, name: str) -> Step:
    """Say what an element is below an element of a module.

    Only the name of a module itself is one: Persons is the list around them.
    """
    own = name.rpartition(":")[2]
    spoken = plain(own)
    if spoken in return_modules() and spoken != HEADER:
        return True, spoken
    column = heading_of(above, own)
    module = return_modules()[above]
    return False, "" if column in (module.key, module.parent_key) else column
