"""Messages about the optimisation: networks, journeys, engines and certificates."""

from __future__ import annotations

from sufficiency.messages.message import Message

_NO_ALLOCATION = "Such an answer is no allocation of this network, so there is nothing to prove."
_SOLVE_AGAIN = "Solve the network again with allocate_arrays, which hands on only what is proven."

MESSAGES: dict[str, Message] = {
    "network_not_whole": Message(
        seen="the first of its"
        " {count:value that is no whole number|values that are no whole numbers} is {value}, at"
        " position {position}.",
        why="Children, places and metres are counted in whole numbers, so that the answer can be"
        " proven and is the same on every machine.",
        remedy="Give an array of integers; where demand is an expected number with parts of"
        " children, multiply demand and places by 1,000 and round both.",
    ),
    "network_too_large": Message(
        seen="{count:whole number is|whole numbers are} too large for 64 bits, the first at"
        " position {position}: {value}.",
        why="Sums must be exact, so that the answer can be proven.",
        remedy="Correct it: {most:,} at most for children, {unlimited:,} for metres and costs, and"
        " that (NO_LIMIT) for places without a limit.",
    ),
    "network_shape": Message(
        seen="it has the shape {shape}, where {expected} is needed.",
        why="Each value belongs to one cell, pool, arc or total.",
        remedy="Give it in the shape {expected}.",
    ),
    "network_range": Message(
        seen="{count:value lies|values lie} outside {low:,} to {high:,}, the first at position"
        " {position}: {value}.",
        why="{reason}",
        remedy="{cure}",
    ),
    "network_arcs_unsorted": Message(
        seen="the arc at position {position} ({cell} to {pool}) is not after the arc before it.",
        why="Arcs are read cell by cell, each pool once.",
        remedy="Sort the arcs by cell, then by pool, and name each pair once; network_of sorts.",
    ),
    "network_arc_repeated": Message(
        seen="{cell} has {count} arcs to {pool}.",
        why="A child can be placed in a pool in one way only, with one journey.",
        remedy="Keep one of them.",
    ),
    "network_no_fallback": Message(
        seen="{count:cell has|cells have} no pool without a limit that takes what is left over, the"
        " first is {cell}.",
        why="Without one there may be children whom no answer can count.",
        remedy="Make the network with network_of, which adds the pool `without`; or add a pool"
        " with the room NO_LIMIT, and an arc to it from each cell.",
    ),
    "network_within": Message(
        seen="{holder} counts towards {within}, which is no total.",
        why="A pool or a total counts towards one total, or (as -1) towards none.",
        remedy="Give -1, or a position from {low} to {high}, where the totals stand.",
    ),
    "network_totals_circle": Message(
        seen="{total} counts, directly or by way of others, towards itself.",
        why="Totals must be nested like boxes: phases within a site, sites within an area.",
        remedy="Give -1 for the outermost of them.",
    ),
    "network_aims": Message(
        seen="the aims are {aims}.",
        why="At least one aim is needed, and each needs a name of its own.",
        remedy="Name one aim for each row of costs, the most important first.",
    ),
    "network_names_repeated": Message(
        seen="the name {name} stands there more than once.",
        why="Ties between equally good answers are broken by names, so that the order of rows"
        " never matters; each must be the only one of its name.",
        remedy="Give each cell, pool and total a name of its own; `independent`, `without` and"
        " names that begin with `independent: ` are taken.",
    ),
    "supply_aims": Message(
        seen="the aims of the planned places are {aims}.",
        why="Each aim is known by its name and stands there once; without comes first, since"
        " leaving children out would meet any aim before it; pounds needs the cost of each place.",
        remedy="Choose from {known}, without first, and give the costs where pounds is among them.",
    ),
    "network_aim_unknown": Message(
        seen="there is no aim called {name}.",
        why="A weight can stand only for an aim of this network.",
        remedy="Choose from: {aims}.",
    ),
    "network_aim_unweighted": Message(
        seen="the aim {name} has no weight.",
        why="An aim without a weight would cost nothing, and the cheapest answer could be to give"
        " it up altogether.",
        remedy='Name a weight for it, or "{name}": 0 if that is meant.',
    ),
    "network_weight": Message(
        seen="the weight of the aim {aim} is {weight:,}.",
        why="Weighted costs are added up exactly: below nought an aim would be sought instead of"
        " avoided, and above a million million a sum could run over.",
        remedy="Give smaller whole numbers from 0; only what they are to each other matters.",
    ),
    "journey_matrix_impossible": Message(
        seen="{count} of the given {what} are below nought or infinite, the first at {first}.",
        why="No journey is shorter than nought or without an end.",
        remedy="Correct them in the table `journeys`; leave blank what is not known.",
    ),
    "journey_factor": Message(
        seen="the {what} is {value}.",
        why="{reason}",
        remedy="Give {cure}.",
    ),
    "certificate_gap": Message(
        seen="{aim} comes to {total:,}, which may be up to {gap:,} above the best.",
        why="With caps across pools the bound may be that of an answer which splits children; the"
        " one at hand is whole, and keeps every cap.",
        remedy="Use it as it is, or take caps out, those first that count the same children.",
    ),
    "no_network": Message(
        seen="a network is needed, and {value} was given.",
        why="It says who may go where, and what that costs in each aim.",
        remedy="Make one with network_of, as in"
        " allocate_arrays(network_of([2], [1], [0], [0], [2000])).",
    ),
    "lp_nobody": Message(
        seen="nobody is to be placed in this network.",
        why="There is no model to write: a row for each cell with children, and none has any.",
        remedy="Choose another year, in which there are children to place.",
    ),
    "seconds_limit": Message(
        seen="seconds={value} is no time limit.",
        why="After so many seconds the work is stopped: a number from above nought to {most:,}"
        " seconds (30 days).",
        remedy="Give one, as seconds=600, or leave seconds out to wait until it is done.",
    ),
    "time_is_over": Message(
        seen="{what} was stopped after {seconds:g} seconds, as asked.",
        why="There was no proven answer by then, and what a solver leaves behind when it is"
        " stopped is not an allocation.",
        remedy="Give it longer, as seconds={more:g}, or leave seconds out to wait until it is"
        " done.",
    ),
    "process_ended": Message(
        seen="the process that did {what} was ended from outside.",
        why="Mostly the system does so where memory runs out; there is no answer of it.",
        remedy="Close other programs and try again, or leave seconds out: this process then does"
        " the work, and needs no copy of the network.",
    ),
    "engine_unknown": Message(
        seen="there is no engine called {name}.",
        why="An allocation is solved by one that is known here.",
        remedy='Give engine="auto" (the default), "flow" or "lp".',
    ),
    "engine_missing": Message(
        seen='engine="{engine}" was asked for, but {library} cannot be loaded: {reason}.',
        why="That engine is made by it.",
        remedy='Type `python -m pip install {installed}`, or give engine="{other}", which gives the'
        " same answer.",
    ),
    "engine_none": Message(
        seen="nothing that solves an allocation can be loaded: neither ortools ({flow}) nor PuLP"
        " with HiGHS ({lp}).",
        why="Either of the two is enough; without both there is no answer at all.",
        remedy="Type `python -m pip install ortools`, the faster of the two, or"
        " `python -m pip install pulp highspy`.",
    ),
    "engine_fallback": Message(
        seen="OR-tools cannot be loaded, so allocations are solved by PuLP with HiGHS.",
        why="The answers are the same, some 20 to 100 times slower.",
        remedy="Type `python -m pip install ortools` for the fast engine. In Python,"
        ' engine="lp" works without it and without this warning, which is shown once.',
        severity="note",
    ),
    "engine_infeasible": Message(
        seen="{solver} found that nothing keeps every row: {word}.",
        why="There is always an answer, with everybody in `without`; so a row contradicts others,"
        " and no noughts of the solver are shown as an allocation.",
        remedy="Look for fixed numbers that cannot all hold, such as children who must stay where"
        " there are no places; if there are none, report this: it is a fault of the program.",
    ),
    "engine_stopped": Message(
        seen="{solver} stopped without an answer: {word}.",
        why="What a solver leaves behind when it stops is not an allocation, and is not shown as"
        " one.",
        remedy="{cure}",
    ),
    "engine_not_whole": Message(
        seen="{solver} put {value} children of {cell} into {pool}.",
        why="An allocation of whole children was asked for, and one of the best is always whole.",
        remedy='Give engine="flow", which counts in whole numbers only and needs ortools: type'
        " `python -m pip install ortools` where it is not there.",
        remedy_command="Type `python -m pip install ortools`: its engine counts in whole numbers"
        " only.",
    ),
    "engine_too_large": Message(
        seen="the aim {aim} has costs up to {cost:,} on {nodes:,} nodes.",
        why="Above {limit:,} at this size the solver's whole numbers would run over.",
        remedy="Give the costs in a larger unit, such as hundreds of metres.",
    ),
    "answer_not_certified": Message(
        seen="the answer of the engine {engine} did not pass its certificate: {reason}",
        why="An answer that is not proven best is not handed on.",
        remedy='Try the other engine (engine="{other}"), and report this with the scenario that'
        " brings it: it is a fault of the program.",
        remedy_command="Report this with the scenario that brings it: it is a fault of the"
        " program.",
    ),
    "worth_of_no_answer": Message(
        seen="the flow whose places are to be valued is no allocation of this network: {reason}",
        why="The worth of a place is the change from the best answer to the next; from anything"
        " else it would be a number without a meaning.",
        remedy="Give the flow of an answer: answer = allocate_arrays(network), then"
        " worth_of_places(network, answer.flow).",
    ),
    "certificate_form": Message(
        seen="the answer is not one whole number for each of the {arcs:,} arcs.",
        why=_NO_ALLOCATION,
        remedy=_SOLVE_AGAIN,
    ),
    "certificate_negative": Message(
        seen="{value} children of {cell} are placed in {pool}.",
        why=_NO_ALLOCATION,
        remedy=_SOLVE_AGAIN,
    ),
    "certificate_demand": Message(
        seen="{cell} has {demand:child|children}, and {counted:is|are} counted.",
        why=_NO_ALLOCATION,
        remedy=_SOLVE_AGAIN,
    ),
    "certificate_room": Message(
        seen="{holder} has {room:place|places}, and {load:child is|children are} placed there.",
        why=_NO_ALLOCATION,
        remedy=_SOLVE_AGAIN,
    ),
    "certificate_totals": Message(
        seen="the answer says {said} for its aims, and adds up to {counted}.",
        why=_NO_ALLOCATION,
        remedy=_SOLVE_AGAIN,
    ),
    "certificate_better": Message(
        seen="a better answer exists: {aim} can fall without harm to what comes before it.",
        why="It is an allocation, but not the best in the order of the aims.",
        remedy=_SOLVE_AGAIN,
    ),
    "years_apart": Message(
        seen="{after} follows {before}.",
        why="Children come one NC year further from one year to the next.",
        remedy="Name all years from the first to the last, in their order.",
    ),
    "years_stayers": Message(
        seen="there is no way with stayers called {name}.",
        why="It says whether placed children stay where they are from year to year.",
        remedy='Give stayers="keep" (the default), or stayers="release" for a yardstick,'
        " with everybody placed anew.",
        remedy_command="Give --stayers keep (the default), or --stayers release for a yardstick,"
        " with everybody placed anew.",
    ),
    "years_fates_chance": Message(
        seen="fates of all children of each cell are given, and no chance.",
        why="Who of the children of a cell holds a place, and so shares which fate, is drawn.",
        remedy="Give chance=numpy.random.default_rng(seed); for expected numbers give shares.",
    ),
    "years_share": Message(
        seen="{count:share does|shares do} not lie from 0 to 1, the first at position {position}:"
        " {value}.",
        why="It is the share of the children of a row who stay in the count, or who are released.",
        remedy="Give shares from 0 to 1, such as 0.25 for 25 percent.",
    ),
}
"""Messages of `sufficiency.places`; those of a certificate say only why it is not given."""
