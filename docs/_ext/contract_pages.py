"""Write the reference pages that repeat what stands in the package, at every build.

`tables.md` comes from the contract of the tables, `terms.md` from the words of the field,
`headings.md` from the headings that readers know, `scenario.md` from the register of assumptions,
`messages.md` from the message templates and `api.md` from the face of the package.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

NOTE = "*Made from the package itself when these pages were built.*"


def cell(value: object) -> str:
    """Put a value into a cell of a Markdown table."""
    text = "" if value is None else str(value)
    return " ".join(text.split()).replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Lay rows out as a Markdown table."""
    lines = [header, ["---"] * len(header), *[[cell(value) for value in row] for row in rows]]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def number(value: float | None, *, kind: str = "number") -> str:
    """Write a bound without a needless point; a year has no comma."""
    if value is None:
        return ""
    return f"{value:.0f}" if kind == "year" else f"{value:,.10g}"


def tables_page() -> str:
    """Describe every table of an area, column by column."""
    from sufficiency import terms

    parts = [
        "# The tables of an area",
        NOTE,
        "An area is a folder of CSV files, one for each table, or one workbook with a sheet for "
        "each. A column that must be there has *yes* under Needed; where it may be blank, the "
        "last column says what a blank means.",
        markdown_table(
            ["Table", "Needed", "What it is"],
            [
                (f"[{name}](#{name})", terms.table(name).needed, terms.table(name).description)
                for name in terms.table_names()
            ],
        ),
    ]
    for name in terms.table_names():
        table = terms.table(name)
        rows = [
            (
                f"`{column.name}`",
                column.kind,
                "yes" if column.required else "",
                column.unit,
                number(column.low, kind=column.kind),
                number(column.high, kind=column.kind),
                column.codes,
                column.description,
                f"`{column.example}`" if column.example else "",
                column.blank,
            )
            for column in table.columns
        ]
        head = ["Column", "Kind", "Needed", "Unit", "From", "To", "Codes", "What it holds"]
        marked = [column.name for column in table.columns if column.marks]
        parts += [
            f"## {name}",
            f"{table.description}. A row is told apart by {', '.join(table.key)}.",
            markdown_table([*head, "Example", "Blank means"], rows),
        ]
        if "easting" in table.column_names:
            parts.append(_instead_of_points())
        if marked:
            parts.append(f"A sign for a hidden number may stand in {', '.join(marked)}.")
    return "\n\n".join(parts) + "\n"


def _instead_of_points() -> str:
    """Say which columns may stand in place of easting and northing."""
    from sufficiency import terms

    words = "; ".join(f"`{column.name}`: {column.description}" for column in terms.point_columns())
    return f"In place of easting and northing there may be two other columns. {words}."


SECTIONS = {
    "demand": "What drives demand. Two scenarios that differ here need two projections.",
    "allocation": "How children and places are brought together.",
    "money": "Prices, budgets and discounting.",
}


def value_or_text(text: str, *, kind: str) -> str:
    """Write a number with commas, and a year or a word as it stands."""
    plain = text.lstrip("-").replace(".", "", 1).isdigit() and kind != "year"
    return number(float(text)) if plain else text.replace(";", "; ")


def scenario_page() -> str:
    """List every assumption with its default, and the tables that only a scenario has."""
    from sufficiency.terms.codes import read_rows

    assumptions = read_rows("assumptions.csv")
    parts = [
        "# The assumptions and tables of a scenario",
        NOTE,
        "A scenario states only what differs from *as things stand*, whose every value is the "
        "default below. A dated value holds from its year until the next one named. Under "
        "*Differs by* is what a value may be given apart for.",
    ]
    for section in dict.fromkeys(row["section"] for row in assumptions):
        rows = [
            (
                f"`{row['name']}`",
                row["unit"] or row["codes"].replace(";", " or ") or row["kind"],
                value_or_text(row["low"], kind=row["kind"]),
                value_or_text(row["high"], kind=row["kind"]),
                value_or_text(row["default"], kind=row["kind"]),
                row["dated"],
                row["by"].replace(";", ", "),
                row["description"],
                f"{row['basis']}: {row['source']}",
            )
            for row in assumptions
            if row["section"] == section
        ]
        head = ["Name", "Unit", "From", "To", "Default", "Dated", "Differs by", "What it is"]
        parts += [
            f"## [{section}]",
            SECTIONS.get(section, ""),
            markdown_table([*head, "Basis of the default"], rows),
        ]
    columns = read_rows("scenario_columns.csv")
    for table in dict.fromkeys(row["table"] for row in columns):
        rows = [
            (
                f"`{row['column']}`",
                row["kind"],
                "yes" if row["required"] == "yes" else "",
                row["unit"],
                value_or_text(row["low"], kind=row["kind"]),
                value_or_text(row["high"], kind=row["kind"]),
                row["codes"],
                row["description"],
                f"`{row['example']}`" if row["example"] else "",
                row["blank"],
            )
            for row in columns
            if row["table"] == table
        ]
        head = ["Column", "Kind", "Needed", "Unit", "From", "To", "Codes", "What it holds"]
        parts += [f"## Table {table}", markdown_table([*head, "Example", "Blank means"], rows)]
    return "\n\n".join(part for part in parts if part) + "\n"


def words_table(words: Any) -> str:
    """Lay a list of codes out as a table."""
    return markdown_table(
        ["Code", "Label", "What it means", "Also written"],
        [(f"`{w.code}`", w.label, w.description, "; ".join(w.aliases)) for w in words],
    )


def terms_page() -> str:
    """Describe needs, settings, phases, marks, bases and the Department's categories."""
    from sufficiency import terms
    from sufficiency.terms.codes import LAST_RELEASE_KNOWN

    def all_of(codes: Any) -> list[Any]:
        return [codes[code] for code in codes]

    def spans(codes: Any) -> str:
        return markdown_table(
            ["Code", "Label", "NC years"],
            [(f"`{s.code}`", s.label, f"{s.ncy_from} to {s.ncy_to}") for s in all_of(codes)],
        )

    categories = [
        (
            known.category,
            known.file.replace("_", " "),
            f"`{known.setting}`" if known.setting else "total of several settings",
            known.part_of,
            known.from_release,
            "" if known.to_release == LAST_RELEASE_KNOWN else known.to_release,
        )
        for known in terms.categories()
    ]
    highest = {"threshold_less_one": "the threshold less one"}
    marks = [
        (
            f"`{mark.code}`",
            "; ".join(mark.aliases),
            mark.label,
            mark.description,
            mark.low,
            highest.get(mark.high, mark.high),
        )
        for mark in all_of(terms.marks())
    ]
    parts = [
        "# The words",
        NOTE,
        "An academic year is the year in which it starts: 2026 is shown as 2026/27 and its census "
        "is January 2027. An NC year is age on 31 August before the year starts, minus 4: "
        "Reception is 0 and Year 11 is 11.",
        "## Needs",
        words_table(all_of(terms.needs())),
        "## Figures by which authorities are held against each other",
        markdown_table(
            ["Code", "Label", "Unit", "What it is"],
            [
                (f"`{one.code}`", one.label, one.unit, one.description)
                for one in terms.indicators().values()
            ],
        ),
        "## Settings",
        "Where a child is. Every category that the Department has published since 2022 belongs to "
        "exactly one of them.",
        words_table(all_of(terms.settings())),
        "## Phases",
        spans(terms.phases()),
        "## The Department's age bands",
        spans(terms.age_bands()),
        "## Marks",
        "Signs that official statistics put in place of a number, and what the number may be.",
        markdown_table(["Mark", "Also written", "Label", "Meaning", "From", "To"], marks),
    ]
    for name, title in (
        ("basis", "Basis of a figure, the firmest first"),
        ("level", "Levels: what a child needs"),
        ("pool_level", "Levels of a pool"),
        ("cost_item", "Items of cost"),
        ("cost_unit", "Units of cost"),
        ("payer", "Payers"),
        ("year_kind", "Kinds of year"),
    ):
        rows = [(f"`{w.code}`", w.label, w.description) for w in all_of(terms.short_list(name))]
        parts += [f"## {title}", markdown_table(["Code", "Label", "Meaning"], rows)]
    parts += [
        "## The Department's placement categories",
        "By the reporting year of the release (2025 is January 2025).",
        markdown_table(
            ["Category", "Where", "Setting", "Counted in", "First release", "Last release"],
            categories,
        ),
    ]
    return "\n\n".join(parts) + "\n"


def messages_page() -> str:
    """List every message, with what it means and what to do."""
    from sufficiency.messages import MESSAGES

    parts = [
        "# Messages",
        NOTE,
        "Every message says what was seen, why it matters and what to type. Words in braces are "
        "filled in. An *error* stops the work; a *note* is shown and the work goes on.",
    ]
    for rule, message in MESSAGES.items():
        sentences = [
            ("Seen", message.seen),
            ("Why it matters", message.why),
            ("What to do", message.remedy),
        ]
        lines = [f"{name}\n: {' '.join(text.split())}" for name, text in sentences if text.strip()]
        parts += [f"## {rule}", f"*{message.severity}*", "\n\n".join(escape(t) for t in lines)]
    return "\n\n".join(parts) + "\n"


def escape(text: str) -> str:
    """Keep Markdown from reading signs that a message means literally."""
    for sign in ("*", "_", "<", "[", "]", "$", "`", "#"):
        text = text.replace(sign, f"\\{sign}")
    return text


def api_page() -> str:
    """List the face of the package: verbs, nouns, errors."""
    import sufficiency

    names = sorted(name for name in getattr(sufficiency, "__all__", ()) if name[0] != "_")
    found = {name: getattr(sufficiency, name) for name in names}
    errors = [n for n, o in found.items() if inspect.isclass(o) and issubclass(o, Exception)]
    nouns = [n for n, o in found.items() if inspect.isclass(o) and n not in errors]
    verbs = [n for n, o in found.items() if inspect.isroutine(o)]
    modules = [n for n, o in found.items() if inspect.ismodule(o)]
    parts = [
        "# The face",
        NOTE,
        "`import sufficiency as sf`. Every noun is a value that never changes, and every verb "
        "makes a noun from nouns.",
    ]
    groups = (("Verbs", verbs), ("Nouns", nouns), ("Modules", modules), ("Errors", errors))
    for title, members in groups:
        if members:
            listed = "\n".join(f"   ~sufficiency.{name}" for name in members)
            block = f".. autosummary::\n   :toctree: api\n   :nosignatures:\n\n{listed}"
            parts += [f"## {title}", f"```{{eval-rst}}\n{block}\n```"]
    return "\n\n".join(parts) + "\n"


def headings_page() -> str:
    """List the headings that readers know, and the modules of a SEN2 return."""
    from sufficiency.sources.place_lists.columns import ALL
    from sufficiency.terms.codes import read_rows

    patterns = {row["kind"]: row for row in read_rows("source_headings.csv")}
    places = [
        (f"`{kind}`", patterns[kind]["description"], readable(patterns[kind]["pattern"]))
        for kind in ALL
    ]
    words = [
        (row["word"], f"`{row['meaning']}`")
        for row in read_rows("source_words.csv")
        if row["kind"] == "level"
    ]
    cases = [
        (f"`{row['role']}`", row["description"], row["needed"], row["synonyms"].replace(";", "; "))
        for row in read_rows("case_columns.csv")
    ]
    modules = read_rows("sen2_modules.csv")
    parts = [
        "# Headings",
        NOTE,
        "Capitals and signs in a heading do not matter.",
        "## A list of schools and places",
        "What stands in square brackets may be there or not; a bar stands between words of which "
        "any will do.",
        markdown_table(["Holds", "What it is", "Headings"], places),
        "Words of a level:",
        markdown_table(["Written", "Level"], words),
        "## An export of cases",
        markdown_table(["Role", "What it is", "Needed", "Headings"], cases),
        "## A SEN2 return",
        "Each module is a file of its own, or an element of the XML return, whose tag is the name "
        "of the module; tags of its columns are their names. *Key* tells a row apart, *parent* is "
        "the row of the module above that it belongs to, *door* is used while reading and kept "
        "nowhere.",
        markdown_table(
            ["Module", "Belongs to", "Needed", "Also written", "What it is"],
            [
                (
                    f"`{row['module']}`",
                    row["parent"],
                    row["required"],
                    row["also_written"].replace(";", "; "),
                    row["label"],
                )
                for row in modules
            ],
        ),
    ]
    required = {"heading": "the column", "always": "every cell", "no": ""}
    columns = read_rows("sen2_columns.csv")
    for name in dict.fromkeys(row["module"] for row in columns):
        rows = [
            (
                f"`{row['column']}`",
                row["use"],
                required[row["required"]],
                row["also_written"].replace(";", "; "),
                row["description"],
            )
            for row in columns
            if row["module"] == name
        ]
        head = ["Column", "Use", "Needed", "Also written", "What it holds"]
        parts += [f"### Columns of {name}", markdown_table(head, rows)]
    parts += [
        "### Codes of sensetting",
        "Of placements without a URN or UKPRN; the last column is how the children are counted.",
        markdown_table(
            ["Code", "What it is", "Setting"],
            [
                (f"`{row['sensetting']}`", row["description"], f"`{row['setting']}`")
                for row in read_rows("sen2_settings.csv")
            ],
        ),
    ]
    return "\n\n".join(parts) + "\n"


def readable(pattern: str) -> str:
    """Write a pattern of headings so that it can be read by people.

    Examples
    --------
    >>> readable("(number of )?places?|capacity")
    '[number of] place[s]; capacity'
    """
    ways, depth = [""], 0
    for letter in pattern:
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and depth == 0:
            ways.append("")
        else:
            ways[-1] += letter
    return "; ".join(_way(one) for one in ways)


def _way(pattern: str) -> str:
    """Write one way of a pattern: what may be left out stands in square brackets."""
    spoken = re.sub(r"\(([^()]*) \)\?", r"[\1] ", pattern)
    spoken = re.sub(r"\( ([^()]*)\)\?", r" [\1]", spoken)
    spoken = re.sub(r"\(([^()]*)\)\?", r"[\1]", spoken)
    spoken = re.sub(r"([a-z])\?", r"[\1]", spoken)
    return spoken.replace(" |", " | ").replace(" ?", " ").replace("| ", " | ")


PAGES = {
    "api.md": api_page,
    "headings.md": headings_page,
    "messages.md": messages_page,
    "scenario.md": scenario_page,
    "tables.md": tables_page,
    "terms.md": terms_page,
}


def write_pages(app: Any, config: Any) -> None:  # noqa: ARG001  Sphinx passes both
    """Write all pages before Sphinx looks for them; a page that is unchanged is left alone."""
    folder = Path(app.srcdir) / "reference" / "generated"
    folder.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        text = page()
        file = folder / name
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8", newline="\n")


def setup(app: Any) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("config-inited", write_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
