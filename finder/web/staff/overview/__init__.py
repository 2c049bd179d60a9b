"""The first page of the workplace: what there is, and what to do next."""
