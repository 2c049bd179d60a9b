"""Points for addresses: candidates, what a clerk decides, the list of what is open, and runs over it."""
