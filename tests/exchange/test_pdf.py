import io
import re
from typing import Any

import pypdf
import pytest
from weasyprint.urls import URLFetcherResponse

from finder.exchange.pdf import BASE, OwnFiles, to_pdf

PAGE = """<!doctype html><html lang="{lang}" dir="{dir}"><head><title>Ein Blatt</title>
<style>body {{ font-family: "Noto Sans", "Noto Naskh Arabic", sans-serif }}</style></head>
<body><h1>{text}</h1><table><tr><th>A</th><td>B</td></tr></table></body></html>"""
TEXTS = {"de": "Öffnungszeiten", "uk": "Години роботи", "ar": "ساعات العمل"}


@pytest.mark.parametrize("lang", TEXTS)
def test_a_pdf_is_tagged_knows_its_language_and_title_and_has_its_fonts_in_it(lang: str) -> None:
    html = PAGE.format(lang=lang, dir="rtl" if lang == "ar" else "ltr", text=TEXTS[lang])
    reader = pypdf.PdfReader(io.BytesIO(to_pdf(html)))
    root: Any = reader.root_object
    assert root["/Lang"] == lang
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata is not None
    assert reader.metadata.title == "Ein Blatt"
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    assert TEXTS[lang] in reader.pages[0].extract_text()
    resources: Any = reader.pages[0]["/Resources"]
    fonts = list(resources["/Font"].values())
    assert fonts
    for font in fonts:
        described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert re.search(r"/FontFile\d?$", " ".join(name for name in described if "FontFile" in name))


def test_equal_documents_give_equal_bytes() -> None:
    html = PAGE.format(lang="de", dir="ltr", text="Hallo")
    assert to_pdf(html) == to_pdf(html)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "https://example.org/x.png",
        "http://127.0.0.1:8000/",
        "ftp://example.org/x",
        f"{BASE}static/../settings.py",
        f"{BASE}static/..%2Fsettings.py",
        f"{BASE}static//etc/passwd",
        f"{BASE}static/",
        f"{BASE}settings.py",
        BASE.replace("https", "http") + "static/app.css",
    ],
)
def test_nothing_but_our_own_files_is_read(url: str) -> None:
    with pytest.raises(ValueError):
        OwnFiles(allowed_protocols=("data",)).fetch(url)


def test_our_own_files_and_data_are_read() -> None:
    fetcher = OwnFiles(allowed_protocols=("data",))
    style = fetcher.fetch(f"{BASE}static/app.css?v=1")
    assert isinstance(style, URLFetcherResponse)
    assert style.content_type == "text/css"
    assert b"{" in style.read()
    assert fetcher.fetch("data:text/plain,hallo").read() == b"hallo"
