"""Where the parts of the checkout lie."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The top of the checkout: the finder runs from it, with its data, templates and migrations."""

DATA = ROOT / "data"
TEMPLATES = ROOT / "templates"
MIGRATIONS = ROOT / "migrations"
