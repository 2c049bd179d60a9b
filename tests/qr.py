"""Reads a QR code in an SVG of ours, as a telephone does."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import zxingcpp


def read_qr(svg: str) -> str:
    """What the one code in a picture says."""
    (code,) = zxingcpp.read_barcodes(_picture(svg))
    return str(code.text)


def _picture(svg: str) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """The modules of the code, dark ones 0, eight pixels each."""
    tree = ElementTree.fromstring(svg)
    size = int(tree.attrib["viewBox"].split()[-1])
    dark = next(path for path in tree.iter() if "stroke" in path.attrib).attrib["d"]
    pixels = np.full((size, size), 255, np.uint8)
    x = y = 0.0
    for command, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", dark):
        if command == "h":
            pixels[int(y), int(x) : int(x + int(first))] = 0
            x += int(first)
        else:
            x, y = (float(first), float(second)) if command == "M" else (x + float(first), y + float(second))
    return np.kron(pixels, np.ones((8, 8), np.uint8))
