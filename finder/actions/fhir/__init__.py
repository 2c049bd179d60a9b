"""Reading and searching the public data as FHIR resources."""
