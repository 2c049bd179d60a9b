"""`python -m finder` is the finder command."""

from __future__ import annotations

from finder.cli import main

if __name__ == "__main__":
    main()
