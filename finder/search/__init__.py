"""The matching of offers, once, in numpy over a columnar snapshot.

It knows no database and no web: it is fed with search rows, and answers ids, distances and totals.
"""

from finder.search.build import build_columns
from finder.search.clusters import Cluster, find_clusters
from finder.search.colleagues import match_with_colleagues
from finder.search.columns import Columns
from finder.search.match import match
from finder.search.nearby import Nearby, offers_nearby
from finder.search.request import Facets, Matched, Request
from finder.search.snapshot import open_snapshot, write_snapshot
from finder.search.view import View

__all__ = [
    "Cluster",
    "Columns",
    "Facets",
    "Matched",
    "Nearby",
    "Request",
    "View",
    "build_columns",
    "find_clusters",
    "match",
    "match_with_colleagues",
    "offers_nearby",
    "open_snapshot",
    "write_snapshot",
]
