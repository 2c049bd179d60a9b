"""The workplace of the staff: every page below /staff, for signed-in people with a permission only."""
