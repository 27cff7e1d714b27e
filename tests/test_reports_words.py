"""What the answer and the report say in words is said only where it is so."""

from sufficiency.reports.words import over_words


def test_what_is_told_as_somebody_is_not_shown_as_nought():
    """Half a child is shown as 0, so it is told as nobody."""
    assert over_words(0.5) == "No pool holds more children than it has places."
    assert over_words(0.51).startswith("1 children (mean) are above the places of their pool")
