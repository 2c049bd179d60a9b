"""Everything an action works with, opened once for a process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from finder.actions.hsds.catalogue import Catalogues
from finder.actions.miss_counter import MissCounter
from finder.actions.searcher import Searcher
from finder.domain.holiday import Calendars
from finder.domain.names import AccessNames, LanguageNames
from finder.domain.school import load_calendars
from finder.domain.taxonomy import Taxonomy
from finder.gazetteer.places import Gazetteer
from finder.paths import DATA
from finder.settings import Settings
from finder.store.database import Database


@dataclass(slots=True)
class Finder:
    """The opened finder: settings, database, places, topics, names of languages, holidays, the search, the
    count of searches that find nothing, and the index of what HSDS shows.
    """

    settings: Settings
    database: Database
    gazetteer: Gazetteer
    taxonomy: Taxonomy
    names: LanguageNames
    calendars: Calendars
    searcher: Searcher
    misses: MissCounter
    catalogues: Catalogues

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Open everything; the database itself is first connected when it is used.

        Raises ConfigurationError for an unknown home place or damaged data files.
        """
        calendars = load_calendars(settings.var)
        database = Database(settings.database_url, settings.replica_url)
        return cls(
            settings=settings,
            database=database,
            gazetteer=_gazetteer(settings.home),
            taxonomy=_taxonomy(),
            names=language_names(),
            calendars=calendars,
            searcher=Searcher(database, settings.var, calendars),
            misses=MissCounter(database),
            catalogues=Catalogues(),
        )

    def close(self) -> None:
        """Write what waits, and give back connections and files."""
        self.misses.close()
        self.database.close()


# The shipped data never changes while a process runs: every finder of the process shares it.


@lru_cache(maxsize=4)
def _gazetteer(home: str) -> Gazetteer:
    return Gazetteer.load(DATA / "gazetteer", home)


@lru_cache(maxsize=1)
def _taxonomy() -> Taxonomy:
    return Taxonomy.load(DATA / "taxonomy")


@lru_cache(maxsize=1)
def language_names() -> LanguageNames:
    """The shipped names of languages; raises ConfigurationError when the table cannot be used."""
    return LanguageNames.load(DATA / "languages" / "languages.csv")


@lru_cache(maxsize=1)
def access_names() -> AccessNames:
    """The shipped labels of access; raises ConfigurationError when the table cannot be used."""
    return AccessNames.load(DATA / "access" / "labels.csv")
