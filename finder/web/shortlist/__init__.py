"""A visitor's own list: kept in the address, shown, and printed as a sheet in two languages."""
