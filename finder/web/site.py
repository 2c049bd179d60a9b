"""What every page knows of the site: its home place, its other languages, its own address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request

from finder.web.contact import mail_address
from finder.web.current import current_finder
from finder.web.i18n import OWN_NAMES, SOURCE, current_lang, direction, offered, with_territory


@dataclass(frozen=True, slots=True)
class Version:
    """The same page in another language."""

    lang: str
    dir: str
    name: str
    path: str
    url: str
    is_current: bool


def page_context() -> dict[str, Any]:
    """For the layout: `contact` (a mailto: address of the operator, or ""), `home` (a place's name),
    `exit_url` (where the quick exit leads), `versions` of the page, `canonical` address,
    `locale_name`, `root`.
    """
    lang = current_lang()
    rest = request.path.removeprefix(f"/{lang}") if request.path.startswith(f"/{lang}/") else "/"
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string and rest != "/" else ""
    base = request.host_url.rstrip("/")
    return {
        "contact": mail_address(current_finder().settings.contact),
        "exit_url": current_finder().settings.exit_url,
        "home": current_finder().gazetteer.home.name,
        "locale_name": with_territory(lang),
        "root": f"/{lang}",
        "canonical": f"{base}/{lang}{rest}",
        "default_url": f"{base}/{SOURCE}{rest}",
        "versions": [
            Version(
                tag,
                direction(tag),
                OWN_NAMES[tag],
                f"/{tag}{rest}{query}",
                f"{base}/{tag}{rest}",
                tag == lang,
            )
            for tag in offered()
        ],
    }
