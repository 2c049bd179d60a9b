"""What is printed: maps and sheets."""
