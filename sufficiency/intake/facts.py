"""What an area that is built from files says about itself: its table about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sufficiency.errors import Finding, finding
from sufficiency.intake.choices import Choices
from sufficiency.intake.readings import Read

if TYPE_CHECKING:
    import pandas as pd

SOURCE = "source_"
ATTRIBUTION = (
    "Figures that are published: contains public sector information licensed under the Open"
    " Government Licence v3.0."
)


def facts_of(
    own: pd.DataFrame | None,
    choices: Choices,
    read: Read,
    sources: Mapping[str, str],
    *,
    called: str,
) -> tuple[pd.DataFrame, list[Finding]]:
    """Make the table about: name, codes, from what each table is, and what somebody wrote besides.

    Parameters
    ----------
    own : pandas.DataFrame or None
        A table about among the files. Its name counts where no other is said; from what tables
        are, and which authority it is, building tells anew: an older area was made of other files.
    choices : Choices
    read : Read
    sources : mapping of str to str
        From what each table of this area is.
    called : str
        Name of the authority.

    Returns
    -------
    pandas.DataFrame
        Columns item, value.
    list of Finding
        A note of the own facts that were left out.
    """
    import pandas as pd

    said = {} if own is None else dict(zip(own["item"], own["value"], strict=True))
    name = choices.name or str(said.get("name", "")) or called
    facts = {"name": name, "authority": called, "authority_code": read.authority or "not told"}
    if read.three_digits:
        facts["authority_code_dfe"] = read.three_digits
    facts |= {f"{SOURCE}{table}": where for table, where in sources.items()}
    facts["attribution"] = ATTRIBUTION
    besides = {
        item: value
        for item, value in said.items()
        if item not in facts and not str(item).startswith(SOURCE)
    }
    lost = [str(item) for item, value in said.items() if {**facts, **besides}.get(item) != value]
    notes = [finding("intake_facts_left_out", file="about", items=", ".join(lost))] if lost else []
    return pd.DataFrame([*{**facts, **besides}.items()], columns=["item", "value"]), notes
