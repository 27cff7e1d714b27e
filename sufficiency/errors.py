"""Every error, warning and finding that a user can meet; their words stand in `messages`.

Three rules hold for all of them. A message says what was seen and where, why it matters, and
what to type. Findings are gathered and raised once. Nothing that could identify a child
(a postcode, a unique pupil number) is ever repeated back, not even from the cell at fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from numbers import Integral
from typing import TYPE_CHECKING, Any, Literal

from sufficiency.messages import MESSAGES, Message, filled

if TYPE_CHECKING:
    import pandas as pd

Severity = Literal["error", "note"]
"""An error stops the work; a note is shown, and the work goes on."""

SHOWN_IN_FULL = 20
MOST_ALIKE, FIRST_OF_A_KIND = 5, 3
"""More faults of one kind than this are gathered, with the first few in full."""
MOST_ROWS = 6
LONGEST_VALUE = 60
LONGEST_WORDS = 600
LEAST_DIGITS = 5
# An underscore is no boundary of a word, but it is one of a postcode.
_ALONE = r"(?<![A-Z0-9])(?:{})(?![A-Z0-9])"
_POSTCODE = re.compile(_ALONE.format(r"[A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][A-Z]{2}"), re.IGNORECASE)
_PUPIL_NUMBER = re.compile(_ALONE.format(r"[A-Z][0-9]{11}[0-9A-Z]"), re.IGNORECASE)
# Ten decimals are no number of anybody: a part of a child has them, where plans are fitted.
_LEARNER_NUMBER = re.compile(
    r"(?<![A-Z0-9])(?<![0-9]\.)[0-9]{3}[ ]?[0-9]{3}[ ]?[0-9]{4}(?![A-Z0-9])", re.IGNORECASE
)
_MONTH = r"(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*"
_DAY = re.compile(
    _ALONE.format(
        r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:[0-9]{2}){1,2}"
        r"|(?:19|20)[0-9]{2}[/.-][0-9]{1,2}[/.-][0-9]{1,2}"
        r"|[0-9]{1,2}(?:ST|[NR]D|TH)?[ -]" + _MONTH + r"[ ,-]+(?:[0-9]{2}){1,2}"
        r"|(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])"
    ),
    re.IGNORECASE,
)
"""A day of a month and year, as people write it: in a cell of the user's it may be a birth date."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found wrong, or worth knowing, in what the user supplied.

    Parameters
    ----------
    rule : str
        Name of the rule, a key of `sufficiency.messages.MESSAGES`.
    severity : {"error", "note"}
        Whether the work stops.
    file : str
        File or sheet, as the user knows it.
    row : int or None
        Row as the user sees it in Excel (the header is row 1), or None for the whole file.
    column : str
        Column or key; empty where the finding is about the whole row or file.
    value : str
        What stands there; withheld where it looks like a postcode or a pupil number.
    seen, why, remedy : str
        What was seen, why it matters, and what to type.
    remedy_command : str
        What to type on the command line; blank where that is the same.
    """

    rule: str
    severity: Severity
    file: str
    row: int | None
    column: str
    value: str
    seen: str
    why: str
    remedy: str
    remedy_command: str = ""

    @property
    def on_command_line(self) -> Finding:
        """The same finding, with the remedy of the command line as its remedy."""
        return replace(self, remedy=self.remedy_command or self.remedy, remedy_command="")

    @property
    def place(self) -> str:
        """Where to look, in words: file, row and column."""
        parts = [self.file]
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column:
            parts.append(f"column {self.column}")
        return ", ".join(part for part in parts if part)

    def __str__(self) -> str:
        """Return the finding as a paragraph of plain words."""
        return f"{self.place}: {self.seen} {self.why} {self.remedy}"


def withhold(value: object) -> str:
    """Show a value in a message, unless it looks like a postcode, a person's number or a day.

    A day in a cell may be a birth date, and a number of ten digits is a learner's.

    Parameters
    ----------
    value : object
        What stands in the user's cell.

    Returns
    -------
    str
        The value on one line, shortened to 60 characters, with anything that could identify
        a child replaced by the words "(withheld)".
    """
    return _clean(_DAY.sub("(withheld)", " ".join(str(value).split())), longest=LONGEST_VALUE)


def with_kind(value: object) -> str:
    """Show an option that was given, with its kind where it is no whole number.

    Without the kind a number in quotation marks reads as if it were right.

    Examples
    --------
    >>> with_kind(0), with_kind("5"), with_kind(2.5)
    ('0', "'5' (str)", '2.5 (float)')
    """
    is_whole = isinstance(value, Integral) and not isinstance(value, bool)
    return str(value) if is_whole else f"{value!r} ({type(value).__name__})"


def looks_personal(value: str) -> bool:
    """Say whether text holds what looks like a full postcode, or a pupil's or learner's number.

    Examples
    --------
    >>> looks_personal("NN15 6XX"), looks_personal("NN15")
    (True, False)
    >>> looks_personal("ULN.1234567890"), looks_personal("0.1234567890")
    (True, False)
    """
    return any(one.search(value) for one in (_POSTCODE, _PUPIL_NUMBER, _LEARNER_NUMBER))


def looks_like_a_day(value: str) -> bool:
    """Say whether text holds a day with its month and year: in a cell it may be a birth date."""
    return bool(_DAY.search(value))


def looks_like_a_child(value: str) -> bool:
    """Say whether a cell of a file of children could tell one of them, by a birth date too.

    A bare number of five digits and more may be a date as Excel keeps it, or a child's number.

    Examples
    --------
    >>> looks_like_a_child("14/03/2013"), looks_like_a_child("41347"), looks_like_a_child("Jul-08")
    (True, True, False)
    """
    is_number = value.isdigit() and len(value) >= LEAST_DIGITS
    return is_number or looks_personal(value) or looks_like_a_day(value)


def _clean(value: object, *, longest: int) -> str:
    """Put text on one line, without what identifies a child or what a console would obey."""
    text = " ".join(str(value).split())
    for personal in (_PUPIL_NUMBER, _POSTCODE, _LEARNER_NUMBER):
        text = personal.sub("(withheld)", text)
    printable = "".join(letter if letter.isprintable() else "?" for letter in text)
    return printable if len(printable) <= longest else f"{printable[:longest]}..."


def finding(
    rule: str,
    *,
    file: str,
    row: int | None = None,
    column: str = "",
    value: object = "",
    severity: Severity | None = None,
    **words: Any,
) -> Finding:
    """Write a finding from the template of its rule.

    Parameters
    ----------
    rule : str
        A key of `sufficiency.messages.MESSAGES`.
    file, row, column, value
        Where it was seen and what stood there.
    severity : {"error", "note"}, optional
        Overrides the severity of the template.
    **words
        The other words that the template asks for.

    Returns
    -------
    Finding
    """
    message: Message = MESSAGES[rule]
    shown = withhold(value)
    file, column = _clean(file, longest=LONGEST_WORDS), _clean(column, longest=LONGEST_WORDS)
    spoken = {name: _words(word) for name, word in words.items()}
    known = {"file": file, "row": row, "column": column, "value": shown, **spoken}
    return Finding(
        rule=rule,
        severity=severity or message.severity,
        file=file,
        row=row,
        column=column,
        value=shown,
        seen=filled(message.seen, known),
        why=filled(message.why, known),
        remedy=filled(message.remedy, known),
        remedy_command=filled(message.remedy_command, known),
    )


def _words(word: object) -> object:
    """Keep numbers as they are, so that templates can format them; clean everything else."""
    if isinstance(word, int | float):
        return word
    # Words such as " (and so in 3 other cells)" follow others after a space.
    apart = " " if str(word)[:1] == " " else ""
    return apart + _clean(word, longest=LONGEST_WORDS)


def findings_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Lay findings out as a table that can be filtered or saved.

    Returns
    -------
    pandas.DataFrame
        Columns severity, file, row, column, value, rule, seen, why, remedy.
    """
    import pandas as pd

    columns = ["severity", "file", "row", "column", "value", "rule", "seen", "why", "remedy"]
    rows = [[getattr(found, column) for column in columns] for found in findings]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"row": "Int64"})


class SufficiencyError(Exception):
    """Anything that stops `sufficiency` and that the user can put right.

    Parameters
    ----------
    *words : object
        What was seen, why it matters, and what to type in Python.
    on_command_line : str
        The same for the command line; blank where nothing differs.
    """

    def __init__(self, *words: object, on_command_line: str = "") -> None:
        super().__init__(*words)
        self._on_command_line = on_command_line

    @property
    def on_command_line(self) -> str:
        """Its words, with the remedy of the command line."""
        return self._on_command_line or str(self)

    @classmethod
    def of(cls, rule: str, **words: Any) -> SufficiencyError:
        """Make the error whose words are the template `rule`."""
        message = MESSAGES[rule]
        spoken = {name: _words(word) for name, word in words.items()}
        python, command = (
            [filled(part, spoken) for part in (message.seen, message.why, remedy)]
            for remedy in (message.remedy, message.remedy_command or message.remedy)
        )
        return cls(
            " ".join(part for part in python if part),
            on_command_line=" ".join(part for part in command if part),
        )


class FileError(SufficiencyError):
    """A file or folder cannot be read or written."""


class UnknownNameError(SufficiencyError, LookupError):
    """A name was asked for that does not exist."""


class NotPossibleError(SufficiencyError):
    """What was asked for cannot be done with this area, or cannot be done yet."""


ALL_OF_THEM = "add --json to see every one"
"""Where the others are told on the command line: each command prints what it refuses as JSON."""


class FindingsError(SufficiencyError):
    """Faults in what the user supplied: all of them, gathered and raised once.

    Parameters
    ----------
    findings : iterable of Finding
        Everything found, notes included.
    what : str
        What could not be used, in words ("the area in area.xlsx").
    """

    def __init__(self, findings: Iterable[Finding], *, what: str) -> None:
        self.findings: tuple[Finding, ...] = tuple(findings)
        self.what = _clean(what, longest=LONGEST_WORDS)
        super().__init__(
            _summary(self.findings, what=self.what, rest="every one is a row of error.to_frame()"),
            on_command_line=_summary(
                [found.on_command_line for found in self.findings],
                what=self.what,
                rest=ALL_OF_THEM,
            ),
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """Let the error come back whole from another process."""
        return _made_again, (type(self), self.findings, self.what)

    def to_frame(self) -> pd.DataFrame:
        """Return all findings as a table: one row each."""
        return findings_frame(self.findings)


class TableError(FindingsError):
    """Faults in the tables of an area."""


class ScenarioError(FindingsError):
    """Faults in a scenario."""


class FittingError(FindingsError):
    """Margins that contradict each other, or that no table can meet."""


def _made_again(kind: type[FindingsError], findings: tuple[Finding, ...], what: str) -> Any:
    return kind(findings, what=what)


def _summary(findings: Iterable[Finding], *, what: str, rest: str) -> str:
    """Say how many faults there are, show the first of each kind in full, and where the rest are.

    Of one kind are those of one rule in one column of a file: two hundred of them would hide all
    others.
    """
    faults = [found for found in findings if found.severity == "error"]
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    kinds: dict[tuple[str, str, str], list[Finding]] = {}
    for found in faults:
        kinds.setdefault((found.rule, found.file, found.column), []).append(found)
    lines = [f"{what} cannot be used: {count}. Nothing was changed or written."]
    shown = 0
    for kind in kinds.values():
        full = kind if len(kind) <= MOST_ALIKE else kind[:FIRST_OF_A_KIND]
        full = full[: SHOWN_IN_FULL - shown]
        lines += [f"  {number}. {found}" for number, found in enumerate(full, shown + 1)]
        shown += len(full)
        if full and len(full) < len(kind):
            lines.append(f"     And {len(kind) - len(full)} more of this kind{_where(kind, full)}.")
    if shown < len(faults):
        lines.append(f"  ... and {len(faults) - shown} more: {rest}.")
    return "\n".join(lines)


def _where(kind: list[Finding], full: list[Finding]) -> str:
    """Say in which rows others of a kind stand, "" where they have none."""
    rest = [found for found in kind[len(full) :] if found.row is not None]
    more = ", ..." if len(rest) > MOST_ROWS else ""
    # What stands there is named where the messages in full name it, and it differs.
    names = len({one.value for one in kind}) > 1 and all(one.value in one.seen for one in full)
    told = [f"{one.row}: {one.value}" if names and one.value else f"{one.row}" for one in rest]
    return f" (rows {', '.join(told[:MOST_ROWS])}{more})" if told else ""


class SufficiencyWarning(UserWarning):
    """Something the user should know; the work goes on."""

    found: Finding | None = None

    @classmethod
    def of(cls, found: Finding, words: str = "") -> SufficiencyWarning:
        """Warn of a finding, in its own words unless others are given."""
        warning = cls(words or str(found))
        warning.found = found
        return warning


class FileEncodingWarning(SufficiencyWarning):
    """A file is not UTF-8 and was read as Windows-1252, the way Excel's plain CSV is saved."""
