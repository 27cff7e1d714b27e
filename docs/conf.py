"""How the pages are built: `make docs`, where every warning is an error.

Pages that repeat what stands in the package (tables, words, messages, the face) are written at
build time by `_ext/contract_pages.py`; notebooks are executed by `_ext/notebook_pages.py`. What is
generated is never committed, so it cannot drift.
"""

from __future__ import annotations

import sys
from importlib.metadata import version as version_of
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "sufficiency"
author = "sufficiency contributors"
copyright = "2026, sufficiency contributors"  # noqa: A001  Sphinx's own name
release = version = version_of("sufficiency")
language = "en-GB"

extensions = [
    "contract_pages",
    "notebook_pages",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.mathjax",
    "numpydoc",
    "myst_nb",
]
exclude_patterns = ["_build", "_ext", "_templates"]
templates_path = ["_templates"]

# Notebooks arrive with their outputs: `notebook_pages` ran them where they stand.
nb_execution_mode = "off"
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

autosummary_generate = True
autodoc_typehints = "none"  # the docstrings say it in words
autodoc_member_order = "bysource"
numpydoc_show_class_members = False  # the class template lists them once
numpydoc_xref_param_type = False

html_theme = "pydata_sphinx_theme"
html_title = "sufficiency"
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "navbar_end": ["theme-switcher"],
    "show_prev_next": False,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
}
