"""The page of results: form, chips, list, paging, sharing and files."""
