"""Where a licence can be read, for the names that sources of entries use."""

from __future__ import annotations

import re
from typing import Final

_CREATIVE_COMMONS: Final = "https://creativecommons.org"
_URLS: Final = {
    "cc0": f"{_CREATIVE_COMMONS}/publicdomain/zero/1.0/",
    "cc010": f"{_CREATIVE_COMMONS}/publicdomain/zero/1.0/",
    "ccby40": f"{_CREATIVE_COMMONS}/licenses/by/4.0/",
    "ccbysa40": f"{_CREATIVE_COMMONS}/licenses/by-sa/4.0/",
    "odbl": "https://opendatacommons.org/licenses/odbl/1-0/",
    "odbl10": "https://opendatacommons.org/licenses/odbl/1-0/",
    "dldeby20": "https://www.govdata.de/dl-de/by-2-0",
    "dldezero20": "https://www.govdata.de/dl-de/zero-2-0",
}
_ADDRESS = re.compile(r"https?://[!#-;=?-~]+")


def licence_url(name: str) -> str:
    """The address of a licence by its name, however that is written (`CC BY 4.0`, `CC-BY-4.0`), or the name
    itself where it is an address; "" for one that is not known.
    """
    if _ADDRESS.fullmatch(name):
        return name
    return _URLS.get(re.sub("[^a-z0-9]", "", name.casefold()), "")
