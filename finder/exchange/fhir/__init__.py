"""The public data as FHIR R4 resources (4.0.1, https://hl7.org/fhir/R4/), after the example of gematik's
directory (VZD). Nothing here claims one of gematik's profiles.
"""
