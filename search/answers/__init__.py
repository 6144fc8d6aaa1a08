"""One module per kind of answer, and what they share."""
