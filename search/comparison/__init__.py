"""Comparing plans: targets lined up, how they differ, and what a planner can hand on."""
