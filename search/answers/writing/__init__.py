"""Statements → sentences with marks: quotes, order, room, form."""
