"""Thin retrievers for other people's frameworks; each needs its framework, an optional extra."""
