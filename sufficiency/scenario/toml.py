"""TOML: read with faults in plain words, and written so that it reads back the same."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from sufficiency.errors import Finding, finding
from sufficiency.scenario.shape import DEEPEST

_AT = re.compile(r"at line ([0-9]+), column ([0-9]+)")
_TWICE = re.compile(r"cannot (?:overwrite|declare|mutate)|twice|duplicate", re.IGNORECASE)
_BACKSLASH_IN_QUOTES = re.compile(r'"[^"]*\\')
_STRAIGHT = re.compile(r"""\"[^"]*\"|'[^']*'""")
_CURLY = re.compile("[\u2018-\u201f\u00ab\u00bb]")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def parse(content: bytes, *, file: str) -> tuple[dict[str, Any] | None, list[Finding]]:
    """Read the bytes of a TOML file.

    Parameters
    ----------
    content : bytes
        UTF-8, with or without a byte-order mark, with any line ends.
    file : str
        What to call it.

    Returns
    -------
    dict or None
        None where it is not TOML.
    list of Finding
        With line and column of the first place that is not TOML.
    """
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None, [finding("toml_not_text", file=file)]
    try:
        return tomllib.loads(text), []
    except RecursionError:
        return None, [finding("toml_too_deep", file=file, depth=DEEPEST)]
    except ValueError as error:  # TOMLDecodeError, and numbers with thousands of digits
        return None, [_broken(str(error), text, file=file)]


def _broken(said: str, text: str, *, file: str) -> Finding:
    """Say where the text stops being TOML, and what is usually meant."""
    lines = text.split("\n")
    at = _AT.search(said)
    if at:
        number, position = int(at[1]), int(at[2])
    else:
        filled = [place for place, line in enumerate(lines, 1) if line.strip()]
        number = filled[-1] if filled else 1
        position = len(lines[number - 1]) + 1
    line = lines[min(number, len(lines)) - 1]
    rule = "toml_broken"
    if _TWICE.search(said):
        rule = "toml_twice"
        if not line.strip() or (position == 1 and number > 1):
            # The reader has gone on to the next line before it noticed.
            line, number = lines[max(number - 2, 0)], max(number - 1, 1)
    elif _CURLY.search(_STRAIGHT.sub("", line).split("#")[0]):
        rule = "toml_curly_quotes"
    elif _BACKSLASH_IN_QUOTES.search(line):
        rule = "toml_backslash"
    return finding(rule, file=file, row=number, value=line, line=number, position=position)


def key_text(key: str) -> str:
    """Write a key: bare where TOML allows it."""
    return key if _BARE.fullmatch(key) else quoted(key)


def quoted(text: str) -> str:
    """Write a text in double quotes, with codes for what may not stand there."""
    codes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    letters = (
        codes.get(letter, letter if letter.isprintable() else _code(letter)) for letter in text
    )
    return '"' + "".join(letters) + '"'


def _code(letter: str) -> str:
    number = ord(letter)
    return f"\\u{number:04X}" if number < 0x10000 else f"\\U{number:08X}"


def value_text(value: object) -> str:
    """Write a value: text, number, true or false, list, or table in one line."""
    if value is None:
        return '"none"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        pairs = (f"{key_text(str(key))} = {value_text(held)}" for key, held in value.items())
        return "{ " + ", ".join(pairs) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(value_text(held) for held in value) + "]"
    return quoted(str(value))
