"""Pages of the comparison with OpenStreetMap, which is read and never changed."""
