import io
import re

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.errors import BadInput
from finder.exchange.imposition import SHEET, spreads, two_up
from finder.exchange.pdf import to_pdf

N_PAGES = 13
Side = tuple[int | None, int | None]


@pytest.fixture(scope="module")
def booklet() -> bytes:
    """Pages of A5 that say their number in their middle."""
    page = '<p style="break-after:page;text-align:center">Seite {}</p>'
    pages = "".join(page.format(number) for number in range(1, N_PAGES + 1))
    return to_pdf(f'<html lang="de"><title>Heft</title><style>@page {{ size: A5 }}</style>{pages}</html>')


def _read(sides: list[Side], *, rtl: bool) -> list[int | None]:
    """The pages as a reader turns them: every sheet printed on both sides, turned over its short edge, all
    laid into one another and folded, the front of the first outside.

    So the half of a front that is on the right has behind it the half of the back that is on the left.
    """
    front_first, back_first = (0, 1) if rtl else (1, 0)
    sheets = list(zip(sides[::2], sides[1::2], strict=True))
    first_half = [page for front, back in sheets for page in (front[front_first], back[back_first])]
    second_half = [
        page for front, back in reversed(sheets) for page in (back[front_first], front[back_first])
    ]
    return first_half + second_half


@given(st.integers(1, 400), st.booleans())
def test_folded_and_stapled_the_pages_come_one_after_another(n_pages: int, rtl: bool) -> None:
    read = _read(list(spreads(range(1, n_pages + 1), rtl=rtl)), rtl=rtl)
    assert read == [*range(1, n_pages + 1), *[None] * (-n_pages % 4)]


def test_a_page_of_the_sheet_has_the_cover_where_the_book_opens() -> None:
    assert next(spreads([1, 2, 3, 4])) == (4, 1)
    assert next(spreads([1, 2, 3, 4], rtl=True)) == (1, 4)


@pytest.mark.parametrize("rtl", [False, True])
def test_the_sheets_are_a4_with_each_page_whole_on_its_half(booklet: bytes, rtl: bool) -> None:
    reader = pypdf.PdfReader(io.BytesIO(two_up(booklet, rtl=rtl)))
    sides = []
    for page in reader.pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(SHEET)
        sides.append(_side(page))
    assert len(sides) == 8
    assert _read(sides, rtl=rtl) == [*range(1, N_PAGES + 1), None, None, None]


def _side(page: pypdf.PageObject) -> Side:
    """The numbers of the pages whose text lies in the left and the right half."""
    found: dict[bool, int] = {}

    def visit(text: str, cm: list[float], tm: list[float], _font: object, _size: float) -> None:
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        if number := re.search(r"Seite (\d+)", text):
            assert x % (SHEET[0] / 2) == pytest.approx(SHEET[0] / 4, abs=30), "in the middle of its half"
            found[x > SHEET[0] / 2] = int(number[1])

    page.extract_text(visitor_text=visit)
    return found.get(False), found.get(True)


def test_larger_pages_are_made_smaller() -> None:
    style = "@page { size: A4 } p { text-align: center }"
    a4 = to_pdf(f'<html lang="de"><title>Heft</title><style>{style}</style><p>Seite 1</p></html>')
    (front, back) = pypdf.PdfReader(io.BytesIO(two_up(a4))).pages
    assert float(front.mediabox.width) == pytest.approx(SHEET[0])
    assert _side(front) == (None, 1)
    assert back.extract_text() == ""


@pytest.mark.parametrize("pdf", [b"", b"no pdf", b"%PDF-1.7\n"])
def test_what_is_no_pdf_is_refused(pdf: bytes) -> None:
    with pytest.raises(BadInput):
        two_up(pdf)
