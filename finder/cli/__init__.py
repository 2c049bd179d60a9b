"""The finder command."""
