"""The process that `finder.exchange.pdf_apart` starts: HTML comes in, a PDF goes out."""

from __future__ import annotations

import resource
import sys

from finder.exchange.pdf import to_pdf


def main() -> None:
    """Read HTML from standard input and write its PDF, with at most the memory (bytes) and the time
    (seconds of computing) that the arguments say.
    """
    most_bytes, most_seconds = map(int, sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (most_seconds, most_seconds))
    sys.stdout.buffer.write(to_pdf(sys.stdin.buffer.read().decode()))


if __name__ == "__main__":
    main()
