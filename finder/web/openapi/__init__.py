"""The description of the API (OpenAPI 3.1), part by part."""
