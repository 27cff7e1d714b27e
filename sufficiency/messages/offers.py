"""Messages about capital schemes and the programmes that are made of them."""

from __future__ import annotations

from sufficiency.messages.message import Message

_SAID: dict[str, Message] = {
    "scheme_says_nothing": Message(
        seen="The scheme {scheme} has neither places nor costs.",
        why="Whether it opens would change nothing.",
        remedy="State its places and pounds, or rows of it in scheme_places and scheme_costs.",
    ),
    "scheme_costs_unsaid": Message(
        seen="Nothing says what the scheme {scheme} costs.",
        why="It would open for nothing, before every scheme that is paid for.",
        remedy="State pounds and price_year, or rows of it in scheme_costs; pounds = 0 if that is"
        " what it costs.",
    ),
    "scheme_price_year": Message(
        seen="The scheme {scheme} costs {value} pounds, in the prices of no year.",
        why="Amounts of several years cannot be added up before they are brought to one.",
        remedy="State the financial year of its prices, for example price_year = 2026.",
    ),
    "scheme_states_idly": Message(
        seen="The scheme {scheme} states {stated} {value}, and no {about} beside it.",
        why="It would change nothing.",
        remedy="State {about}, or leave {stated} out of its row: rows of scheme_places and"
        " scheme_costs have their own.",
    ),
    "scheme_closes_nothing": Message(
        seen="The scheme {scheme} is a closure, and takes no places.",
        why="Places in a scheme's own row are added.",
        remedy="State the places that go in scheme_places, below nought; or correct its kind.",
    ),
    "scheme_before_approval": Message(
        seen="The scheme {scheme} is approved in {approved}, and pays from {paid} if it opens in"
        " {opens}.",
        why="Nothing is paid before it is approved.",
        remedy="State a later opens, later costs or an earlier approval.",
    ),
}

_TOGETHER: dict[str, Message] = {
    "scheme_never_ready": Message(
        seen="The scheme {scheme} opens in {latest} at the latest, and requires {value}, which"
        " opens in {first} at the earliest.",
        why="{scheme} could never open.",
        remedy="State a later latest for {scheme} or an earlier opens for what it requires.",
    ),
    "scheme_fixed_requires": Message(
        seen="The scheme {scheme} is fixed, and requires {other}, which is not.",
        why="{other} would open whatever else does, unsaid.",
        remedy='Write fixed = "yes" for {other}, or take it from {scheme}.',
    ),
    "schemes_fixed_clash": Message(
        seen="The schemes {scheme} and {other} are both fixed, and exclude each other.",
        why="No programme could have both.",
        remedy="Take fixed from one of them, or excludes or alternatives from both.",
    ),
}

_PLACES: dict[str, Message] = {
    "scheme_within_total": Message(
        seen="The scheme {scheme} changes the {pool}, which has no places of its own: only all"
        " pools together of {site} have.",
        why="What it adds would be all the places of the pool.",
        remedy="Leave the pool of its places blank, to change the total; or give the pool places"
        " of its own.",
    ),
    "scheme_no_total": Message(
        seen="The scheme {scheme} changes {pool}, and no total of the site is stated.",
        why="What it adds would be the total, and limit every pool of the site.",
        remedy="Name the pool of its places.",
    ),
    "scheme_total_unsaid": Message(
        seen="The scheme {scheme} changes the {pool}, and not the total of {site}.",
        why="All pools together would have as many places as before.",
        remedy="Add a row with a blank pool to scheme_places: by how many places the total changes,"
        " 0 where it stays.",
    ),
    "scheme_before_pool": Message(
        seen="The scheme {scheme} may change the {pool} from {first}, and that begins in {begins}.",
        why="There is nothing yet to add places to.",
        remedy="State a later opens, or an earlier year in the first row of the pool.",
    ),
    "scheme_below_nought": Message(
        seen="The scheme {scheme} takes {lost:g:place|places} from the {pool}, which has {places:g}"
        " in {year}, {others:g} of them others'.",
        why="A pool cannot have fewer places than none, and what others have taken stays theirs.",
        remedy="Take fewer places; or say in places from when others have fewer (taken).",
    ),
    "schemes_below_nought": Message(
        seen="The schemes {schemes} may all open, and together take {lost:g:place|places} from"
        " the {pool}, which has {places:g} in {year}, {others:g} of them others'.",
        why="A pool cannot have fewer places than none, and what others have taken stays theirs.",
        remedy="Let them exclude each other (excludes, alternatives), or take fewer places.",
    ),
}

_PROGRAMMES: dict[str, Message] = {
    "programme_unknown_scheme": Message(
        seen="{value} is no scheme of the scenario {scenario}.",
        why="What opens there is not known.",
        remedy="{meant}",
    ),
    "programme_outside_window": Message(
        seen="The scheme {scheme} is to open in {year}, and may from {opens} to {latest}.",
        why="It is not offered for another year.",
        remedy="Open it in one of these years, or change opens and latest in schemes.",
    ),
    "programme_requires": Message(
        seen="The scheme {scheme} is to open in {year}, and requires {other}, which does not open"
        " by then.",
        why="It cannot open without it.",
        remedy="Open {other} in {year} or before, or leave {scheme} out.",
    ),
    "programme_excludes": Message(
        seen="The schemes {scheme} and {other} are both to open, and exclude each other.",
        why="At most one of them can.",
        remedy="Leave one of them out.",
    ),
}

MESSAGES: dict[str, Message] = {**_SAID, **_TOGETHER, **_PLACES, **_PROGRAMMES}
