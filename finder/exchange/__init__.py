"""Files of other systems read into entries, and entries written to files."""
