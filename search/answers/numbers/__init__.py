"""How much by when: statements with values."""
