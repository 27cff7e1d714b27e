"""Figures that stand on a page are those that its own lines of Python give."""

from pathlib import Path

import pytest

import sufficiency as sf

ROOT = Path(__file__).parents[1]


def blocks_of(page, language, *, after=""):
    """Code blocks of a page in one language, those after some words only."""
    text = (ROOT / page).read_text(encoding="utf-8")
    parts = text[text.index(after) :].split(f"```{language}\n")[1:]
    return [part.split("```")[0] for part in parts]


def on_one_line(text):
    return " ".join(text.split())


def run_and_show(lines):
    """Run lines of Python, and show what the last of them is, as a notebook does."""
    *first, last = lines.strip().splitlines()
    names = {"sf": sf}
    exec("\n".join(first), names)  # the page's own lines
    name, _, call = last.rpartition(" = ")
    return on_one_line(repr(eval(call if name else last, names)))


@pytest.mark.slow
def test_the_readme_says_what_its_three_lines_give():
    """It said 4,694 and 2,671 long after the draws had become others."""
    heading = "## The first answer"
    lines, *_ = blocks_of("README.md", "python", after=heading)
    shown, *_ = blocks_of("README.md", "text", after=heading)
    assert len(lines.split("sf.")) == 5
    assert run_and_show(lines).startswith(on_one_line(shown))


@pytest.mark.slow
def test_the_page_on_tracking_says_what_its_lines_give():
    page = "docs/how-to/track-last-years-projection.md"
    heading = "With the example inside"
    lines, *_ = blocks_of(page, "python", after=heading)
    shown, *_ = blocks_of(page, "text", after=heading)
    assert run_and_show(lines).startswith(on_one_line(shown))
