"""What the public may know, record by record."""
