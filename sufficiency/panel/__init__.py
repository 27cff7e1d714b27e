"""Panel: the plans of one or many areas, projected from their Januaries alone."""

from sufficiency.panel.panel_projection import PanelProjection
from sufficiency.panel.verb import project_panel

__all__ = ["PanelProjection", "project_panel"]
