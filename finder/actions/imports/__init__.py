"""Imports with open eyes: a file is uploaded, looked at, decided on, applied, and undone if need be."""
