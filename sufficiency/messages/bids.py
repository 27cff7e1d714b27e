"""Messages about bids for capital."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "bid_ending": Message(
        seen="{path} ends neither in .html nor in .docx nor in .xlsx.",
        why="A bid is written as a page, a Word document or a workbook; the ending says which.",
        remedy='Name it bid.docx, bid.html or bid.xlsx; pack.save_all("bid") writes all three.',
    ),
    "cabinet_ending": Message(
        seen="{path} ends neither in .html nor in .docx.",
        why="A paper for a cabinet is a page or a Word document. It has no workbook: that would"
        " hold the small numbers from which everything is worked out.",
        remedy="Name it cabinet.docx or cabinet.html.",
    ),
    "cabinet_too_few": Message(
        seen="{title} changes the places of fewer than 10 children in every year.",
        why="Whoever divides its pounds by a price would know for how many children they are, and"
        " no rounding hides that.",
        remedy="Show the full bid within the authority, pack.save_all(folder), and to a cabinet in"
        " the part of its meeting that is not public.",
        remedy_command="Leave --edition out: the full bid is for those within the authority, and"
        " for the part of a meeting that is not public.",
    ),
    "bid_budgets_passed": Message(
        seen="{words}",
        why="More is asked for than the budgets hold.",
        remedy="Raise the budgets of the scenario, or leave schemes out.",
        severity="note",
    ),
    "bid_of_what": Message(
        seen="a bid of {value} was asked for.",
        why="A bid writes up an appraisal of schemes, or a choice of schemes.",
        remedy="Give one: sf.bid_pack(sf.appraise(with_schemes, without, spends=spends)), or"
        " sf.bid_pack(sf.choose_schemes(projection)).",
    ),
    "bid_for_nothing": Message(
        seen="no scheme of the scenario {scenario} was chosen beside what is fixed.",
        why="A bid asks for schemes. None can be paid within the budgets, or none makes anything"
        " better.",
        remedy="Look at the choice itself: choice.card() says what was looked at. Raise the budget,"
        " choose_schemes(projection, budget=...), or decide the schemes:"
        " sf.appraise_openings(projection, {{scheme: year}}).",
        remedy_command="Type `python -m sufficiency schemes` to see what was looked at. Raise"
        " --budget or the budgets of the scenario, or decide the schemes with --schemes.",
    ),
    "bid_does_not_add_up": Message(
        seen="the ledger of the bid differs from the run by {off} in {value}.",
        why="Every pound of a bid is to be followed from input to answer, to the same answer.",
        remedy="Please report it, with the scenario and the table costs and without your plans:"
        " no bid is written.",
    ),
    "bid_without_docx": Message(
        seen="{library} is not installed.",
        why="Word documents are written with it; the page and the workbook need nothing more.",
        remedy="Type `python -m pip install {library}`, or leave the document out:"
        ' pack.save("bid.html"), pack.save("bid.xlsx").',
        remedy_command="Type `python -m pip install {library}`, or leave the document out with"
        " --no-word.",
    ),
}
