"""What an offer gives along: vCard and QR code; whatever names hold, and nothing of secret places."""

from __future__ import annotations

import pytest
import vobject
from hostile import HOSTILE_NAMES
from make import make_offer
from page import CheckedClient, parse, unpacked
from qr import read_qr
from website import ALTENHUNDEM, Site

from finder.actions.context import Finder
from finder.store.details import Phone
from finder.store.records import Service
from finder.web.clean import without_directions
from finder.web.present import MAX_NAME

SECRETS = ("Markt 1", "57368", "51.11", "8.07", "geo:")


def card_of(client: CheckedClient, offer_id: int) -> vobject.base.Component:
    answer = client.get(f"/de/angebot/{offer_id}.vcf")
    assert answer.content_type == "text/vcard; charset=utf-8"
    (card,) = vobject.readComponents(answer.text)
    return card


def test_the_vcard_has_what_an_address_book_keeps(site: Site) -> None:
    card = card_of(site.client, site.ids["family_doctor"])
    assert card.fn.value == "Yıldız"
    assert card.title.value == "Hausarztpraxis Yıldız"
    assert card.org.value == ["Gemeinschaftspraxis am Markt"]
    assert card.tel.value == "tel:+492723608800"
    assert (card.adr.value.street, card.adr.value.code) == ("Markt 1", "57368")
    assert card.geo.value == "geo:51.10410,8.07150"
    assert [lang.value for lang in card.lang_list] == ["de", "tr", "ar"]
    assert card.uid.value == f"http://localhost/de/angebot/{site.ids['family_doctor']}"
    assert card.kind.value == "individual"
    assert card.rev.value.endswith("Z")


def test_numbers_are_dialled_where_they_can_be_and_shown_where_not(site: Site) -> None:
    finder: Finder = site.app.extensions["finder"]
    if "numbers" not in site.ids:
        with finder.database.change("test") as session:
            offer = make_offer(session, name="Nummern", point=ALTENHUNDEM)
            session.add_all(
                [
                    Phone(service_at_location_id=offer.id, number="+492723111", extension="5", type="fax"),
                    Phone(service_at_location_id=offer.id, number="0170/geheim"),
                ]
            )
            session.get_one(Service, offer.service_id).email = "x@example.org\r\nTEL:112"
        site.ids["numbers"] = offer.id
    card = card_of(site.client, site.ids["numbers"])
    assert [tel.value for tel in card.tel_list] == ["tel:+492723111;ext=5", "0170/geheim"]
    assert card.tel_list[0].type_param == "work,fax"
    assert "email" not in card.contents
    assert card.kind.value == "org"


def test_the_vcard_is_a_file_with_a_plain_name(site: Site) -> None:
    arabic = f"hostile{HOSTILE_NAMES.index('عيادة الدكتور أحمد')}"
    for key, name in (("family_doctor", "hausarztpraxis-yildiz.vcf"), (arabic, None)):
        headers = site.client.get(f"/en/angebot/{site.ids[key]}.vcf").headers
        filename = name or f"{site.ids[key]}.vcf"
        assert headers["Content-Disposition"] == f"attachment; filename={filename}"
        assert headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("number", range(len(HOSTILE_NAMES)))
def test_hostile_names_stay_in_their_property(site: Site, number: int) -> None:
    name = without_directions(HOSTILE_NAMES[number])
    shown = name if len(name) <= MAX_NAME else name[: MAX_NAME - 1] + "…"
    card = card_of(site.client, site.ids[f"hostile{number}"])
    assert card.fn.value == shown
    assert card.org.value == [shown]
    assert set(card.contents) <= {
        *("version", "kind", "fn", "title", "org", "adr", "geo", "lang"),
        *("note", "source", "uid", "rev"),
    }


def test_of_a_secret_place_the_vcard_has_no_place(site: Site) -> None:
    card = site.client.get(f"/de/angebot/{site.ids['shelter']}.vcf").text
    assert not [part for part in (*SECRETS, "ADR", "GEO") if part in card]


def test_an_example_says_so_in_the_vcard(site: Site) -> None:
    assert card_of(site.client, site.ids["example"]).note.value.startswith("Erfundenes Beispiel")


def test_the_qr_code_holds_the_address_of_the_page(site: Site) -> None:
    offer_id = site.ids["family_doctor"]
    answer = site.client.get(f"/en/angebot/{offer_id}/qr.svg")
    assert answer.mimetype == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    svg = unpacked(answer).decode()
    assert read_qr(svg) == f"http://localhost/en/angebot/{offer_id}"
    assert "style" not in svg
    assert site.client.get(f"/en/angebot/{offer_id}").status_code == 301


def test_the_page_shows_the_qr_code_and_prints_it(site: Site) -> None:
    offer_id = site.ids["family_doctor"]
    path = site.client.get(f"/de/angebot/{offer_id}").headers["Location"]
    tree = parse(site.client.get(path).text)
    images = [image for image in tree.iter("img") if image.get("src") == f"/de/angebot/{offer_id}/qr.svg"]
    assert len(images) == 2
    assert [image.get("loading") for image in images] == ["lazy", None]
    hrefs = [link.get("href") for link in tree.iter("a")]
    assert f"/de/angebot/{offer_id}.vcf" in hrefs
    assert f"/de/angebot/{offer_id}/fragen" in hrefs


@pytest.mark.parametrize("rest", [".vcf", "/qr.svg", "/fragen"])
@pytest.mark.parametrize("number", ["999999999", "0", "99999999999999999999"])
def test_what_is_no_offer_has_none_of_it(client: CheckedClient, rest: str, number: str) -> None:
    assert client.get(f"/de/angebot/{number}{rest}").status_code == 404
