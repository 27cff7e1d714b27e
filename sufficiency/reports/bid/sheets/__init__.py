"""The sheets of a bid's workbook, in which every pound is a formula from input to answer."""
