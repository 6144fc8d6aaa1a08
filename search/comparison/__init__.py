"""Comparing plans: targets lined up, how they differ, and what a planner can hand on.

At build: `alignment.align(plans)`, stored as `Alignment.to_json()`. To answer: `comparing.Comparer(plans,
aligned.Alignment.from_json(…)).compare(topic)`, a `model.Comparison`, which `tables.to_text` and `to_csv`,
`spreadsheet.to_xlsx` and `report.to_docx` write; `views` gives coverage, roads to 2030 and who leads.
"""
