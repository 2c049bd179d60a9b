"""All entries as the staff sees them: list, standing, history, duplicates, two becoming one."""
