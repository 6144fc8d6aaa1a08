"""What is to be done, by when, with what money, and who reports it: lists of tasks and times."""
