"""An offer as a vCard, for the address book of a telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from finder.actions.offer import OfferPage
from finder.exchange.vcard import Property, vcard_text
from finder.web import labels
from finder.web.clean import without_directions
from finder.web.contact import mail_address, web_address, written_number
from finder.web.i18n import gettext as _
from finder.web.present import shortened

_TYPES = {"voice": "voice", "fax": "fax", "sms": "text", "tty": "textphone", "hotline": "voice"}
_SPOKEN = ("professional", "team", "phone")
_E164 = re.compile(r"\+[0-9]{3,20}")
_EXTENSION = re.compile("[0-9]{0,20}")


def vcard_of(page: OfferPage, url: str) -> str:
    """The card of an offer whose page has this address: of the person where there is one, else of the
    organization. A secret place has neither address nor point.
    """
    return vcard_text(_properties(page, url))


def _properties(page: OfferPage, url: str) -> Iterator[Property]:
    summary, detail = page.summary, page.detail
    person, name = shortened(summary["person"] or ""), shortened(summary["name"])
    yield Property("KIND", "individual" if person else "org")
    yield Property("FN", person or name)
    yield Property("TITLE", name if person else "")
    yield Property("ORG", shortened(summary["organization"]))
    yield from _place(page)
    yield from (_telephone(stored) for stored in detail["phones"])
    email = detail["email"].strip() if mail_address(detail["email"]) else ""
    yield Property("EMAIL", email, ";TYPE=work")
    yield Property("URL", web_address(summary["website"]), is_raw=True)
    codes = dict.fromkeys(item["code"] for item in detail["languages"] if item["role"] in _SPOKEN)
    yield from (Property("LANG", code, is_raw=True) for code in codes)
    yield Property("NOTE", "\n".join(_notes(page, url)))
    yield Property("SOURCE", f"{url}.vcf", is_raw=True)
    yield Property("UID", url, ";VALUE=uri", is_raw=True)
    changed = datetime.fromisoformat(detail["last_modified"]).astimezone(UTC)
    yield Property("REV", f"{changed:%Y%m%dT%H%M%SZ}", is_raw=True)


def _place(page: OfferPage) -> Iterator[Property]:
    address = page.summary["address"]
    if address:
        street, extra, locality, code, city, country = (
            without_directions(address.get(part, ""))
            for part in ("street", "extra", "locality", "postal_code", "city", "country")
        )
        more = ", ".join(part for part in (extra, "" if locality == city else locality) if part)
        street = ", ".join(part for part in (street, more) if part)
        yield Property("ADR", ("", "", street, city, "", code, country), ";TYPE=work")
    if page.lat is not None and page.lon is not None:
        yield Property("GEO", f"geo:{page.lat:.5f},{page.lon:.5f}", is_raw=True)


def _telephone(stored: Mapping[str, Any]) -> Property:
    """A number as its `tel:` address where it is one (RFC 3966), else as it is written."""
    kind = f'TYPE="work,{_TYPES.get(stored.get("type", "voice"), "voice")}"'
    number, extension = str(stored["number"]), str(stored.get("extension", ""))
    if _E164.fullmatch(number) and _EXTENSION.fullmatch(extension):
        uri = f"tel:{number}" + (f";ext={extension}" if extension else "")
        return Property("TEL", uri, f";VALUE=uri;{kind}", is_raw=True)
    return Property("TEL", written_number(number), f";VALUE=text;{kind}")


def _notes(page: OfferPage, url: str) -> Iterator[str]:
    """What a card has no property for: that it is an example, hours, topics, and where to look it up."""
    if page.summary["source"]["is_example"]:
        yield _("Erfundenes Beispiel, kein echtes Angebot")
    yield from labels.topics(page.summary["categories"])
    yield url
