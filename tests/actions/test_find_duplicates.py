"""The search for duplicates finds what the score would, among all entries whatever their publication."""

from __future__ import annotations

import sqlalchemy as sa
from labelled import entries
from staff_entries import entry_of, write_traits
from statements import counted

from finder.actions.context import Finder
from finder.actions.find_duplicates import find_duplicates, traits_of_entry, traits_of_values
from finder.domain.duplicates import Band, Traits, compare
from finder.domain.point import Point
from finder.store.records import Publication, ServiceAtLocation


def test_every_duplicate_that_the_score_knows_is_found_among_all(finder: Finder) -> None:
    labelled = entries()
    numbers = write_traits(finder.database, [traits for _family, _offer, traits in labelled])
    for (family, offer, traits), number in zip(labelled, numbers, strict=True):
        expected = {
            other_number
            for (other_family, other_offer, other), other_number in zip(labelled, numbers, strict=True)
            if (other_family, other_offer) == (family, offer)
            and other_number != number
            and compare(traits, other).band is not Band.DIFFERENT
        }
        found = {item.offer_id for item in find_duplicates(finder, traits, without=[number], limit=20)}
        assert expected <= found, traits.name


def test_what_is_not_public_is_found_too_and_after_a_public_one(finder: Finder) -> None:
    twin = Traits(name="Hirsch-Apotheke", phones=("+49279833000",), postal_code="99912", street="Markt 1")
    first, second = write_traits(finder.database, [twin, twin])
    with finder.database.change("test") as session:
        session.get_one(ServiceAtLocation, first).publication = Publication.ARCHIVED
    found = find_duplicates(finder, twin)
    assert [(item.offer_id, item.publication) for item in found] == [(second, "public"), (first, "archived")]
    assert find_duplicates(finder, twin, without=[first, second]) == []


def test_a_few_letters_are_enough_to_warn_and_half_a_number_says_nothing(finder: Finder) -> None:
    (number,) = write_traits(finder.database, [Traits(name="Hirsch-Apotheke", phones=("+492723959000",))])
    typed = traits_of_values({"name": "Hirsch Apoth", "phone": "02723 / 959-000", "lat": "5x"})
    assert typed.phones == ("+492723959000",)
    assert [item.offer_id for item in find_duplicates(finder, typed)] == [number]
    assert traits_of_values({"phone": "abc", "lat": "91", "lon": "8"}) == Traits()
    assert find_duplicates(finder, Traits()) == []


def test_an_entry_of_a_source_has_the_traits_of_its_offer(finder: Finder) -> None:
    traits = Traits("Praxis", "Praxis Koch", "Anna Koch", ("+49279833000",), ("a@koch.example",), "Weg 1",
                    "99912", "Auenbach", Point(51.1, 8.1), ("general",))  # fmt: skip
    assert traits_of_entry(entry_of(1, traits)) == traits


def test_it_takes_as_few_statements_for_many_entries_as_for_one(finder: Finder) -> None:
    write_traits(finder.database, [traits for _family, _offer, traits in entries()])
    with counted(finder.database) as sent:
        find_duplicates(finder, entries()[0][2])
    assert len([statement for statement in sent if statement.lstrip().startswith("SELECT")]) <= 5


def test_the_row_of_a_secret_place_holds_neither_street_nor_point(finder: Finder) -> None:
    (number,) = write_traits(
        finder.database,
        [Traits(name="Frauenhaus", street="Weg 1", postal_code="99911", point=Point(51.1, 8.1))],
    )
    with finder.database.change("test") as session:
        offer = session.get_one(ServiceAtLocation, number)
        session.execute(sa.text("UPDATE location SET is_address_secret = true"))
        offer.description = "geheim"
    (found,) = find_duplicates(finder, Traits(name="Frauenhaus"))
    assert (found.traits.street, found.traits.postal_code, found.traits.point) == ("", "", None)
