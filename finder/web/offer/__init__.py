"""The page of one offer and what else there is of it."""
