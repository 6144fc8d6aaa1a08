"""Measures the project on a gold set: retrieval, robustness to how people type, answers, records, alignment.

`run.evaluate` does it all; every other module measures one thing and knows nothing of the engine.
"""
