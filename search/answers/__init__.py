"""Kinds of answers, a folder each: bodies, numbers, work, documents; silence: why there is none; writing: the words."""
