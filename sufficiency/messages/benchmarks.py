"""Messages about holding an authority against others."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "benchmark_no_reading": Message(
        seen="a reading of published plans was expected, and a {value} was given.",
        why="Authorities are held against each other like for like, by what is published of all.",
        remedy='Give one: sf.benchmark(area, readings=[sf.read_ehc_plans("release.zip",'
        ' authority="940", beside=["941"])]).',
        remedy_command="Name the published files of plans: benchmark release.zip --authority 940.",
    ),
    "benchmark_other_authority": Message(
        seen="the published figures are of {value}, and the rest of {other}.",
        why="Population and plans of two authorities make no rate.",
        remedy="Give the same authority in both; or write its name or code in the table about.",
    ),
    "benchmark_neighbour_absent": Message(
        seen="{value} is not among those beside the authority.",
        why="Its figures were not taken out of the published files.",
        remedy='Read them again with it: sf.read_ehc_plans(paths, authority=..., beside=["'
        '{value}"]). Codes have nine characters or three digits.',
        remedy_command="Check its code or name in the table of neighbours.",
    ),
    "benchmark_own_neighbour": Message(
        seen="{value} is the authority itself.",
        why="Nobody is a neighbour of his own.",
        remedy="Take its row out of the table of neighbours.",
    ),
    "benchmark_neighbour_twice": Message(
        seen="neighbour {value} stands twice.",
        why="It would count twice.",
        remedy="Take one of its rows out.",
    ),
    "benchmark_weight": Message(
        seen="the weight {value} is no number above nought.",
        why="Neighbours together are their figures times their weights.",
        remedy="Write a number, or leave the column weight out: all count alike then.",
    ),
    "benchmark_neighbours_column": Message(
        seen="no column of the table of neighbours tells who they are; it has {value}.",
        why="Neighbours are known by code or name.",
        remedy="Head the column with their codes code, or that with their names authority.",
    ),
    "benchmark_population_kind": Message(
        seen="a {value} was given as a population.",
        why="Rates need persons by year, area and age.",
        remedy='Give sf.read_population("mid-year.csv"), or a frame with the columns year, area,'
        " age and persons.",
    ),
    "benchmark_population_columns": Message(
        seen="the population has the columns {value}.",
        why="Rates need persons by year, area and age.",
        remedy="Head its columns year, area, age (or ncy) and persons.",
    ),
    "benchmark_population_number": Message(
        seen="{value} is no number.",
        why="Rates need whole years, ages and persons.",
        remedy="Write a number; leave the row out where it is not known.",
    ),
    "benchmark_no_neighbours": Message(
        seen="no neighbours are named.",
        why="Region and England hold authorities of all sorts; statistical neighbours are alike.",
        remedy='Name them: sf.read_ehc_plans(paths, authority=..., beside=["941", "825"]).',
        remedy_command="Name them: --neighbours neighbours.csv, with a column code.",
        severity="note",
    ),
    "benchmark_no_population": Message(
        seen="no population is given, so there are no rates for a thousand children.",
        why="It is not guessed. Shares, growth and figures for a hundred plans are told.",
        remedy='Give it: sf.benchmark(reading, population=sf.read_population("mid-year.csv")).',
        remedy_command="Give it: --population mid-year.csv.",
        severity="note",
    ),
    "benchmark_population_partly": Message(
        seen="there are no rates for {value}: no population of theirs is given for these years.",
        why="It is not guessed.",
        remedy="Add their rows to the population, under the same code or name.",
        severity="note",
    ),
    "benchmark_not_shown": Message(
        seen="Figures that rest on a published count that is not shown: {value}.",
        why="They are left blank; neighbours together are too, where one of them is.",
        remedy="Nothing need be done.",
        severity="note",
    ),
    "benchmark_no_region": Message(
        seen="the published files tell no region of the authority.",
        why="It is held against England and its neighbours only.",
        remedy="Nothing need be done; a whole release has the rows of its region.",
        severity="note",
    ),
}
