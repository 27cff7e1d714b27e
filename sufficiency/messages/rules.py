"""Messages about local rules: what they contradict, and what they do."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "rule_share": Message(
        seen="the rule {name} has the share {value}.",
        why="A share of the children, from 0 to 1, can be stated for single-sex and medical rules"
        " only: forbid, force and prefer are about all children whom they name.",
        remedy="Leave share blank, or give a number from 0 to 1 in a single-sex or medical rule.",
    ),
    "rule_force_against": Message(
        seen="the rule {name} forces children ({whom}) into pools in {year} that {others} shut to"
        " them, or to a part of them.",
        why="They would all be without a place, whatever is built.",
        remedy="Let the rules name other children, years or pools, or take one of them out.",
    ),
    "rule_force_too_far": Message(
        seen="the rule {name} forces children ({whom}) in {year} into pools that are all further"
        " than the longest journey allowed.",
        why="They would all be without a place, whatever is built.",
        remedy="Let the rule leave these children out, or raise longest_journey_minutes.",
    ),
    "rule_shares_twice": Message(
        seen="the rules {other} and {name} both let in a share of the same children"
        " ({whom}) in {year}.",
        why="Whether the two mean the same children, others or some of both cannot be told from"
        " counts, so what they allow together cannot be kept exactly.",
        remedy="Let them name different needs, NC years, localities or years; for one school with"
        " several pools write one rule for the site.",
    ),
    "rule_no_pool": Message(
        seen="the rule {name} is about {site}, which has no pool.",
        why="A rule says who is placed in a pool; without one it would change nothing, unseen.",
        remedy="Add a row for the site to the table pools, or take the rule out.",
    ),
    "rule_need_absent": Message(
        seen="the rule {name} names the need {need}, which no child of the projection has.",
        why="It would change nothing, unseen.",
        remedy="Name another need, or leave it blank for all.",
    ),
    "rule_force_not_served": Message(
        seen="the rule {name} forces {whom} in {year} into pools that do not serve them then.",
        why="They would all be without a place.",
        remedy="Let need, NC years or years blank, which then go as far as the pools serve; or"
        " correct the rule, or the row of the pool.",
    ),
    "rule_share_needed": Message(
        seen="the single-sex rule {name} has no share.",
        why="The sex of children is not known here; without a share the rule would let everybody"
        " in.",
        remedy="Give the share of these children who are of that sex, from 0 to 1, by need or NC"
        " years where it differs.",
    ),
    "rule_release_share": Message(
        seen="the rule {name} lets in a share of the children, and releases who is there.",
        why="Which of the children who are there are of the share is not known, so whom to release"
        " is not either.",
        remedy="Write stayers = keep, or leave it blank.",
    ),
    "rule_release_prefer": Message(
        seen="the rule {name} prefers pools, and releases who is elsewhere.",
        why="A preference is no reason to take a place away.",
        remedy="Write stayers = keep, or leave it blank; or make it a force.",
    ),
    "rule_acts": Message(
        seen="the local rule {name} ({kind}: {where}; owner {owner}) says where {count:,.1f}"
        " children who are to be placed in {year} may go, and leaves {kept:,.1f} where they are.",
        why="Its reason: {reason}.",
        remedy="What it costs is in the table rules.",
        severity="note",
    ),
    "rule_reaches_nobody": Message(
        seen="the local rule {name} reaches nobody in the years that are allocated.",
        why="Its pools admit none of the children that it names in any of these years, or it holds"
        " in others.",
        remedy="Correct it, or leave it if that is meant.",
        severity="note",
    ),
}
