"""Maps: flows as wide as they are many, sites and groups by name, and a true scale."""

import pandas as pd
import pytest
from matplotlib import pyplot as plt

from sufficiency import figures
from sufficiency.figures import maps
from sufficiency.figures.flows import width_of

NAN = float("nan")


@pytest.fixture(autouse=True)
def closed_figures():
    yield
    plt.close("all")


def shown(axes):
    """The texts in the axes, in the order in which they were drawn."""
    return [text.get_text() for text in axes.texts]


AREAS = pd.DataFrame(
    {
        "easting": [480000, 486000, 492000],
        "northing": [270000, 280000, 272000],
        "group": ["Kettering", "Corby", "Kettering"],
        "size": [200.0, 50.0, NAN],
    }
)
SITES = pd.DataFrame(
    {
        "easting": [481000, 489000],
        "northing": [271000, 279000],
        "kind": ["special", "base"],
        "name": ["Rowan Gate School", "Corby base 1 (made up)"],
        "is_made": [False, True],
    }
)
FLOWS = pd.DataFrame(
    {
        "from_easting": [480000, 486000, 480000],
        "from_northing": [270000, 280000, 270000],
        "to_easting": [481000, 489000, 489000],
        "to_northing": [271000, 279000, 279000],
        "children": [40.0, 5.0, 6.0],
    }
)
KINDS = {"special": "Special school", "base": "Specialist base"}


def flows_map(flows=FLOWS, **options):
    return figures.flows_map(
        AREAS, SITES, flows, kinds=KINDS, title="From home to school", note="Means.", **options
    )


def test_flows_are_as_wide_as_the_children_are_many():
    (lines_drawn,) = [held for held in flows_map().collections if held.get_label() == "_flows"]
    ends = [segment.tolist() for segment in lines_drawn.get_segments()]
    assert ends[0] == [[480000, 270000], [481000, 271000]], "the widest lies lowest"
    assert list(lines_drawn.get_linewidths()) == pytest.approx(
        [width_of(held, most=40) for held in (40, 6, 5)]
    )
    assert width_of(40, most=40) == pytest.approx(6.0)


def test_a_map_of_flows_names_sites_groups_and_scale():
    axes = flows_map()
    assert {"Rowan Gate School", "Kettering", "Corby", "2 miles"} <= set(shown(axes))
    assert any(text.startswith("Corby base 1") for text in shown(axes))
    legend = [text.get_text() for text in axes.get_legend().get_texts()]
    assert legend == [
        "Locality, by children (largest 200)",
        "Locality, children not known",
        "Special school",
        "Specialist base (made up)",
        "Flow of 5 children",
        "Flow of 40 children",
    ]
    assert figures.alt_text(axes) == (
        "From home to school. Map of 3 localities, of sites: 1 special school, 1 specialist base "
        "(1 made up), and of 3 flows of 5 to 40 children, 51 together. Most arrive at Rowan Gate "
        "School 40 from 1 locality and Corby base 1 (made up) 11 from 2 localities. Means."
    )


def test_the_scale_bar_is_as_long_as_it_says():
    axes = flows_map()
    (bar,) = [line for line in axes.get_lines() if line.get_label() == "_scale"]
    start, end = bar.get_xdata()
    assert end - start == pytest.approx(2 * maps.METRES_IN_A_MILE)


def test_the_largest_sites_are_named_by_their_size_where_it_is_known():
    sites = SITES.assign(size=[3.0, 90.0])
    axes = figures.flows_map(
        AREAS, sites, FLOWS, kinds=KINDS, title="Flows", note="Means.", labelled=1
    )
    assert "Rowan Gate School" not in shown(axes)
    assert any(text.startswith("Corby base 1") for text in shown(axes))


def test_a_map_without_flows_says_so():
    axes = flows_map(FLOWS.iloc[:0])
    assert "no flows: none is of five or more children." in figures.alt_text(axes)
