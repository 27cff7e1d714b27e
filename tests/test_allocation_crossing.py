"""A cap that crosses two pools on the example: thousandths of children, and sums of metres."""

import pytest

import sufficiency as sf

CAP = {
    "site": "138634",
    "cap": "SEMH",
    "needs": "SEMH",
    "year": 2025,
    "places": 20,
    "basis": "assumed",
}


@pytest.mark.slow
def test_expected_numbers_of_the_example_are_proven_where_a_cap_crosses_pools():
    """Metres of thousandths of children come to thousands of millions: a row of them that a known
    answer keeps was once called infeasible, in the fourth of these years."""
    projection = sf.project(sf.load_example(), until=2028, draws=1, workers=1)
    scenario = sf.as_things_stand().with_rows("caps", [CAP], name="capped")
    made = sf.allocate(projection, scenario, draws=1, workers=1)
    assert made.is_proven
    assert "caps across pools bind" in made.expected.engine
    frame = made.to_frame("caps").set_index("year")
    assert (frame["children"] <= 20 + frame["over"]).all()
    assert frame["cost_without"].iloc[-1] >= 0
