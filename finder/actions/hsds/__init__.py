"""What is public as HSDS: the index of its records, pages of them, and whole files."""
