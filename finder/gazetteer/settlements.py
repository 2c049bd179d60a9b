"""The villages of a town or Kreis, and how many people live there."""

from __future__ import annotations

from finder.gazetteer.entries import Entry, PlaceKind
from finder.gazetteer.labels import Labels, Place
from finder.gazetteer.register import Register


class Settlements:
    """Villages by the official key of their municipality, and inhabitants of municipalities. How many
    people live in a single village is in none of the shipped tables.
    """

    def __init__(self, register: Register, labels: Labels) -> None:
        self._labels = labels
        self._towns, self._seats = register.towns, register.seats
        self._entries: dict[str, list[Entry]] = {}
        for entry in register.entries:
            if entry.kind in (PlaceKind.VILLAGE, PlaceKind.MUNICIPALITY) and entry.ags:
                self._entries.setdefault(entry.ags, []).append(entry)

    def within(self, area: str) -> list[Place]:
        """The villages of a municipality or Kreis (the beginning of an official key), by municipality and
        name, each name once; a municipality of which no village is known stands for itself.
        """
        found = {
            (place.municipality, place.name): place
            for ags, entries in self._entries.items()
            if ags.startswith(area)
            for place in map(self._labels.place, _villages(entries))
        }
        return [found[key] for key in sorted(found)]

    def town_name(self, ags: str) -> str:
        """The name of the municipality with this official key, "" for none."""
        town = self._towns.get(ags)
        return town.name if town else ""

    def population_of(self, ags: str) -> int | None:
        """The inhabitants of a municipality on `finder.gazetteer.files.POPULATION_AS_OF`; None where they
        are not known.
        """
        seat = self._seats.get(ags)
        return seat.population or None if seat else None


def _villages(entries: list[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.kind is PlaceKind.VILLAGE] or entries
