"""The booklet of all offers: what it is made of, its editions, and their files."""
