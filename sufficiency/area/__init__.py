"""Area: what is known of the children, sites and places of a local authority."""

from sufficiency.area.area import Area, area_from_frames, area_of
from sufficiency.area.doors import check_area, load_area
from sufficiency.area.hidden import is_hidden, with_structural_zeros
from sufficiency.area.loading import Checked, check_tables, read_area
from sufficiency.area.marking import check_copy, mark_checked, mark_problems
from sufficiency.area.saving import save_template
from sufficiency.area.transition_gaps import largest_gaps, told_on_one_side

__all__ = [
    "Area",
    "Checked",
    "area_from_frames",
    "area_of",
    "check_area",
    "check_copy",
    "check_tables",
    "is_hidden",
    "largest_gaps",
    "load_area",
    "mark_checked",
    "mark_problems",
    "read_area",
    "save_template",
    "told_on_one_side",
    "with_structural_zeros",
]
