"""All tables in one import, for the migrations and for whatever walks over every table."""

from __future__ import annotations

from finder.store.aids import GeocodeCache, RateLimit, SearchRowRecord, SearchState, ThrottleSlot
from finder.store.base import Base
from finder.store.change_rows import ChangeRequest, ChangeRequestField
from finder.store.details import AccessibilityFact, Attribute, Language, Phone, Schedule, ServiceArea
from finder.store.job_rows import Job
from finder.store.provenance import ExternalId, ImportRun, Metadata, Source
from finder.store.records import Address, Location, Organization, Person, Service, ServiceAtLocation
from finder.store.vocabulary import TaxonomyTerm, TermSynonym, Translation

__all__ = [
    "AccessibilityFact", "Address", "Attribute", "Base", "ChangeRequest", "ChangeRequestField",
    "ExternalId", "GeocodeCache", "ImportRun", "Job",
    "Language", "Location", "Metadata", "Organization", "Person", "Phone", "RateLimit", "Schedule",
    "SearchRowRecord", "SearchState", "Service", "ServiceArea", "ServiceAtLocation", "Source",
    "TaxonomyTerm", "TermSynonym", "ThrottleSlot", "Translation",
]  # fmt: skip
