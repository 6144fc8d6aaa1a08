"""Who leads, coordinates and reports: statements about bodies."""
