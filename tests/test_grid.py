"""The National Grid against the Ordnance Survey's own figures, and there and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sufficiency.errors import FindingsError
from sufficiency.places.coasts import near_land
from sufficiency.places.grid import (
    AIRY,
    WGS84,
    cartesian_of,
    from_grid,
    geodetic_of,
    project,
    to_grid,
    unproject,
)


def degrees(whole, minutes, seconds):
    return whole + minutes / 60 + seconds / 3600


TOWER = np.radians(degrees(1, 43, 4.5177)), np.radians(degrees(52, 39, 27.2531))
"""The worked example of the guide: longitude and latitude (OSGB36) of a water tower in Norfolk."""

TEST_POINTS = [
    # latitude, longitude (ETRS89), easting, northing, as published for tests of the exact
    # transformation (OSTN15). Those in England and Wales, and some of the rest of Great Britain.
    (49.92226394, -6.29977752, 91492.146, 11318.804),
    (49.96006138, -5.20304610, 170370.718, 11572.405),
    (50.43885826, -4.10864564, 250359.811, 62016.569),
    (50.57563665, -1.29782277, 449816.371, 75335.861),
    (50.93127938, -1.45051434, 438710.920, 114792.250),
    (51.40078220, -3.55128349, 292184.870, 168003.465),
    (51.37447026, 1.44454730, 639821.835, 169565.858),
    (51.42754743, -2.54407618, 362269.991, 169978.690),
    (51.48936565, -0.11992557, 530624.974, 178388.464),
    (51.85890896, -4.30852477, 241124.584, 220332.641),
    (51.89436637, 0.89724327, 599445.590, 225722.826),
    (52.25529382, -2.15458614, 389544.190, 261912.153),
    (52.25160951, -0.91248957, 474335.969, 262047.755),
    (52.75136687, 0.40153547, 562180.547, 319784.995),
    (52.96219109, -1.19747656, 454002.834, 340834.943),
    (53.34480280, -2.64049321, 357455.843, 383290.436),
    (53.41628516, -4.28918070, 247958.971, 393492.909),
    (53.77911026, -3.04045491, 331534.564, 431920.794),
    (53.80021520, -1.66379168, 422242.186, 433818.701),
    (54.11685144, -0.07773133, 525745.670, 470703.214),
    (54.89542340, -2.93827741, 339921.145, 556034.761),
    (54.97912274, -1.61657685, 424639.355, 565012.703),
    (55.92478266, -3.29479219, 319188.434, 670947.534),
    (57.48625001, -4.21926399, 267056.768, 846176.972),
    (58.58120461, -3.72631022, 299721.891, 967202.992),
]

EASTINGS = st.floats(80_000, 660_000)
NORTHINGS = st.floats(5_000, 660_000)


def test_the_worked_example_is_projected_to_the_millimetre():
    """Annex C.1 of the guide: E 651409.903, N 313177.270."""
    assert project(*TOWER) == pytest.approx((651409.903, 313177.270), abs=0.0015)


def test_the_worked_example_is_taken_back_to_its_last_figure():
    """Annex C.2 of the guide: a ten thousandth of a second is three millimetres."""
    there = np.degrees(unproject(651409.903, 313177.270)) * 3600
    assert there == pytest.approx(np.degrees(TOWER) * 3600, abs=0.0001)


def test_the_worked_example_lies_where_it_does_from_the_middle_of_the_earth():
    """Annex B.1 of the guide, at a height of 24.7 metres; and back."""
    place = cartesian_of(*TOWER, ellipsoid=AIRY, height=24.700)
    assert place == pytest.approx([3874938.849, 116218.624, 5047168.208], abs=0.001)
    assert np.array(geodetic_of(place, ellipsoid=AIRY)) == pytest.approx(np.array(TOWER), abs=1e-10)


@pytest.mark.parametrize(("latitude", "longitude", "easting", "northing"), TEST_POINTS)
def test_points_of_the_ordnance_survey_are_met_to_five_metres(
    latitude, longitude, easting, northing
):
    made = to_grid(longitude, latitude)
    assert np.hypot(made[0] - easting, made[1] - northing) < 5
    back = from_grid(easting, northing)
    # A degree of latitude is 111 kilometres.
    across = (back[0] - longitude) * np.cos(np.radians(latitude))
    assert np.hypot(across, back[1] - latitude) * 111_320 < 5


def test_the_two_ellipsoids_are_a_hundred_metres_apart():
    """Or the transformation would do nothing."""
    longitude, latitude = np.radians(-0.7261), np.radians(52.3988)
    without = np.array(project(longitude, latitude)) - np.array(to_grid(-0.7261, 52.3988))
    assert 90 < np.hypot(*without) < 150
    assert WGS84.longer - AIRY.longer == pytest.approx(573.604)


@given(easting=EASTINGS, northing=NORTHINGS)
def test_there_and_back_is_the_same_point_to_a_centimetre(easting, northing):
    there = from_grid(easting, northing)
    back = to_grid(*there)
    assert np.hypot(back[0] - easting, back[1] - northing) < 0.01


@given(st.lists(st.tuples(EASTINGS, NORTHINGS), min_size=1, max_size=6))
def test_many_points_are_as_each_alone(points):
    eastings, northings = np.array(points).T
    together = from_grid(eastings, northings)
    alone = [from_grid(*point) for point in points]
    # A search ends for all together, so that some go a step further than they need to.
    assert np.abs(np.array(together).T - np.array(alone)).max() < 1e-10
    square = from_grid(eastings[:, None], northings[:, None])
    assert square[0].shape == (len(points), 1)


@given(easting=st.floats(200_000, 600_000), northing=st.floats(100_000, 600_000))
def test_a_step_on_the_grid_is_a_step_on_the_earth(easting, northing):
    """A kilometre east is a kilometre, to a part in a thousand; and it leads east."""
    here, there = from_grid(easting, northing), from_grid(easting + 1000, northing)
    places = [
        cartesian_of(np.radians(one[0]), np.radians(one[1]), ellipsoid=WGS84)
        for one in (here, there)
    ]
    assert np.linalg.norm(places[1] - places[0]) == pytest.approx(1000, rel=1e-3)
    assert there[0] > here[0]


@pytest.mark.parametrize(
    ("call", "points", "words"),
    [
        (to_grid, (52.4, -0.7), r"longitude: Numbers outside -15 to 10 degrees: 1, the first 52\."),
        (to_grid, ([0.0, np.nan], [52.0, 52.0]), r"longitude: .*: 1, the first nan\. The formulas"),
        (to_grid, (0.0, 0.0), r"latitude: Numbers outside 45 to 65 degrees: 1, the first 0\."),
        (from_grid, (np.inf, 0.0), r"easting: .* metres: 1, the first inf\. .* Check the unit and"),
    ],
)
def test_points_far_from_great_britain_are_refused(call, points, words):
    with pytest.raises(FindingsError, match=words):
        call(*points)


def test_land_and_sea():
    """Land's End, Lowestoft, Berwick, the Isle of Wight, Scilly, London; and what is not there."""
    land = [(134, 25), (655, 293), (399, 653), (450, 76), (91, 11), (530, 180)]
    # The Isle of Man, Belfast, Calais, the middle of the North Sea and of the Irish Sea.
    sea = [(238, 476), (146, 530), (655, 60), (600, 500), (230, 440)]
    for points, wanted in ((land, True), (sea, False)):
        eastings, northings = np.array(points).T * 1000
        assert near_land(eastings, northings).tolist() == [wanted] * len(points)
    assert not near_land(np.nan, 200_000.0)


def test_points_of_the_ordnance_survey_are_on_land():
    points = np.array([point[2:] for point in TEST_POINTS])
    assert near_land(*points[points[:, 1] < 660_000].T).all()
