"""Messages about bids for capital."""

from __future__ import annotations

from sufficiency.messages.message import Message

MESSAGES: dict[str, Message] = {
    "bid_ending": Message(
        seen="{path} ends neither in .html nor in .docx nor in .xlsx.",
        why="A bid is written as a page, a Word document or a workbook; the ending says which.",
        remedy='Name it bid.docx, bid.html or bid.xlsx; pack.save_all("bid") writes all three.',
        remedy_command="Give a folder: all three are written into it.",
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
