"""In which encoding a text file is."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from charset_normalizer import from_bytes

ENCODINGS: Final[Mapping[str, str]] = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252 (Latin 1)",
    "cp1250": "Windows-1250",
    "cp850": "DOS (850)",
    "mac_roman": "Mac",
}
"""The encodings that a table may be in, with their names; the first that fits is taken."""

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHUNK: Final = 1 << 20
_JUDGED: Final = 1 << 16
_GUESSED = ("cp1252", "cp1250", "cp850", "mac_roman")


def find_encoding(path: Path) -> str:
    """UTF-16 or UTF-8 by its mark, UTF-8 where every byte is; else the single-byte encoding in which the
    lines with letters beyond ASCII read best (charset-normalizer), Windows-1252 where several do: German
    lists are in that. Raises OSError.
    """
    decoder, strange = codecs.getincrementaldecoder("utf-8")(), bytearray()
    is_utf8 = True
    with path.open("rb") as file:
        chunk = file.read(_CHUNK)
        for mark, encoding in _BOMS:
            if chunk.startswith(mark):
                return encoding
        while chunk and (is_utf8 or len(strange) < _JUDGED):
            is_utf8 = is_utf8 and _decodes(decoder, chunk)
            if not is_utf8:
                strange += b"\n".join(line for line in chunk.split(b"\n") if not line.isascii())
            chunk = file.read(_CHUNK)
    return "utf-8" if is_utf8 and _decodes(decoder, b"", final=True) else _guess(bytes(strange[:_JUDGED]))


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _guess(text: bytes) -> str:
    """Of Central and Western European only the latter is guessed: their German letters are the same."""
    found = {match.encoding: match.chaos for match in from_bytes(text, cp_isolation=list(_GUESSED))}
    found["cp1252"] = min(found.get(name, 1.0) for name in ("cp1252", "cp1250"))
    return min((name for name in _GUESSED if name in found and name != "cp1250"), key=found.__getitem__)
