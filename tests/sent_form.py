"""A form as a person fills it in, read out of its page and sent as a browser sends it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any
from xml.etree.ElementTree import Element

from page import CheckedClient, parse
from werkzeug.test import TestResponse

_addresses = count(1)


def next_address() -> str:
    """An address from which nothing was sent yet."""
    number = next(_addresses)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


@dataclass(slots=True)
class SentForm:
    """The fields of the form on a page with what they say; `sent` is the answer of the last time."""

    client: CheckedClient
    path: str
    fields: dict[str, str]
    address: str = field(default_factory=next_address)

    @classmethod
    def open(cls, client: CheckedClient, path: str) -> SentForm:
        """The form of the page at a path."""
        answer = client.get(path)
        assert answer.status_code == 200
        return cls(client, path.partition("?")[0], fields_of(answer))

    def send(self, changes: dict[str, str] | None = None, **options: Any) -> TestResponse:
        """The answer to the form with these fields changed."""
        environ = {"REMOTE_ADDR": self.address}
        data = self.fields | (changes or {})
        return self.client.post(self.path, **{"data": data, "environ_overrides": environ, **options})

    def again(self, answer: TestResponse) -> SentForm:
        """The form that came back, sent by the same person."""
        return SentForm(self.client, self.path, fields_of(answer), self.address)


def fields_of(answer: TestResponse) -> dict[str, str]:
    """What a browser would send of the form for `post` in the main part of a page."""
    main = next(parse(answer.text).iter("main"))
    [form] = [form for form in main.iter("form") if form.get("method") == "post"]
    controls = (element for element in form.iter() if element.get("name"))
    return {str(element.get("name")): value for element in controls if (value := _value(element)) is not None}


def _value(element: Element) -> str | None:
    if element.get("type") in ("checkbox", "radio") and "checked" not in element.attrib:
        return None
    if element.tag == "textarea":
        return element.text or ""
    if element.tag == "select":
        chosen = [option for option in element if "selected" in option.attrib]
        return (chosen or list(element))[0].get("value", "")
    return element.get("value", "")
