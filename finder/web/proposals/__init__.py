"""Forms by which visitors propose changes, and what became of them."""
