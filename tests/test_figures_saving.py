"""Figures as bytes: the same picture gives the same bytes, and each carries its words."""

import struct
import zlib
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from matplotlib import pyplot as plt

from sufficiency import figures

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def closed_figures():
    yield
    plt.close("all")


def bars(title="Children & places"):
    frame = pd.DataFrame(
        {
            "year": ["2026/27", "2026/27", "2027/28", "2027/28"],
            "kind": ["placed", "without"] * 2,
            "children": [900, 150, 1000, 300],
        }
    )
    return figures.stacked_bars(
        frame, x="year", y="children", by="kind", title=title, axis_label="Children", note="Means."
    )


def chunks(picture):
    """Name and content of each part of a PNG picture."""
    place = 8
    while place < len(picture):
        length, name = struct.unpack(">I4s", picture[place : place + 8])
        yield name.decode(), picture[place + 8 : place + 8 + length]
        place += 12 + length


@pytest.mark.parametrize("save", [figures.as_png, figures.as_svg])
def test_the_same_picture_gives_the_same_bytes(save):
    assert save(bars()) == save(bars())
    assert save(bars()) != save(bars("Other words"))


@pytest.mark.parametrize("save", [figures.as_png, figures.as_svg])
def test_saving_closes_the_figure_and_changes_nothing_global(save):
    before = dict(plt.rcParams)
    axes = bars()
    save(axes)
    assert plt.get_fignums() == []
    assert dict(plt.rcParams) == before
    assert figures.alt_text(axes), "its words are still there"


def test_a_png_has_its_size_and_its_words_and_no_clock():
    picture = figures.as_png(bars())
    parts = dict(chunks(picture))
    assert struct.unpack(">II", parts["IHDR"][:8]) == (1350, 825), "9 by 5.5 inches, 150 dots each"
    told = [content for name, content in chunks(picture) if name in ("tEXt", "zTXt", "iTXt")]
    assert len(told) == 1
    assert told[0].startswith(b"Description\0Children & places. Total from 1,050")
    assert "tIME" not in parts
    assert zlib.crc32(picture) == zlib.crc32(figures.as_png(bars()))


def test_an_svg_is_one_element_with_its_words():
    picture = figures.as_svg(bars())
    assert picture.startswith(b'<svg role="img" aria-label="Children &amp; places. Total from')
    root = ET.fromstring(picture.decode("utf-8"))
    assert root.tag == f"{SVG}svg"
    assert root.get("aria-label") == figures.alt_text(bars())
    assert root.find(f"{SVG}metadata") is None
    assert root.get("viewBox") == "0 0 648 396", "9 by 5.5 inches of 72 points"


def ids_and_mentions(picture):
    root = ET.fromstring(picture.decode("utf-8"))
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    mentions = set()
    for element in root.iter():
        for name, value in element.items():
            if name.endswith("href"):
                mentions.add(value.removeprefix("#"))
            elif "url(#" in value:
                mentions.add(value.partition("url(#")[2].partition(")")[0])
    return ids, mentions


def test_two_pictures_can_stand_in_one_page():
    first, mentioned = ids_and_mentions(figures.as_svg(bars()))
    second, _ = ids_and_mentions(figures.as_svg(bars("Other words")))
    assert mentioned <= first, "each mention has its id"
    assert mentioned
    assert not first & second


def test_a_picture_that_is_not_of_this_package_can_be_saved_too():
    _, axes = plt.subplots()
    assert figures.as_svg(axes).startswith(b"<svg ")
    _, axes = plt.subplots()
    assert figures.as_png(axes).startswith(b"\x89PNG")
