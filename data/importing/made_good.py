"""What readers of files make good, in words: certain, counted, and shown with an example."""

from analytics.messages import Message, message

__all__ = ["REPAIRS"]

#: By code: what was done with how many rows.
REPAIRS: dict[str, Message] = {
    "title_rows": message("rows of titles above the header were skipped"),
    "short_row": message("rows end early: their last fields were read as empty"),
    "empty_surplus": message("rows have empty fields beyond the header, which were cut off"),
    "total_row": message("rows with totals of the rows above were left out"),
    "hidden_sheet": message("a hidden sheet was read, since no visible one holds this table"),
    "hidden_sheet_left": message("a hidden sheet was left out, since a visible one fits as well"),
    "cell_error": message("cells of the workbook hold an error and were read as empty"),
    "deleted_row": message("rows that the file marks as deleted were left out"),
    "footer_row": message("lines below the last row were left out"),
}
