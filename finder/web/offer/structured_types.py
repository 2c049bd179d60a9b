"""What topics are called in schema.org: types of organizations, and medical specialities."""

from __future__ import annotations

TYPES = {
    "authorities": "GovernmentOffice",
    "police": "PoliceStation",
    "court": "Courthouse",
    "sworn_translators": "LocalBusiness",
    "legal_aid": "LegalService",
    "education": "EducationalOrganization",
    "language": "EducationalOrganization",
    "interpreter_pool": "LocalBusiness",
    "kindergarten": "Preschool",
    "childcare": "ChildCare",
    "school": "School",
    "primary_school": "ElementarySchool",
    "library": "Library",
    "jobcentre": "GovernmentOffice",
    "employment_agency": "GovernmentOffice",
    "child_benefit": "GovernmentOffice",
    "housing_office": "GovernmentOffice",
    "bank_account": "BankOrCreditUnion",
    "post": "PostOffice",
    "health": "MedicalOrganization",
    "doctors": "Physician",
    "dentist": "Dentist",
    "pharmacy": "Pharmacy",
    "hospital": "Hospital",
    "clinic": "MedicalClinic",
    "on_call_practice": "MedicalClinic",
    "humanitarian_clinic": "MedicalClinic",
    "optician": "Optician",
    "hearing_aids": "MedicalBusiness",
    "medical_supply": "MedicalBusiness",
    "midwife": "MedicalBusiness",
    "therapies": "MedicalBusiness",
    "sports": "SportsActivityLocation",
}
"""The type by topic; a topic without one has that of the nearest topic above it that has."""

TEAM_TYPES = {"Physician": "MedicalClinic"}
"""The type where no person is named."""

SPECIALTIES = {
    "general": "PrimaryCare",
    "paediatrics": "Pediatric",
    "gynaecology": "Gynecologic",
    "angiology": "Cardiovascular",
    "cardiology": "Cardiovascular",
    "endocrinology": "Endocrine",
    "gastroenterology": "Gastroenterologic",
    "haematology": "Hematologic",
    "nephrology": "Renal",
    "pulmonology": "Pulmonary",
    "rheumatology": "Rheumatologic",
    "otolaryngology": "Otolaryngologic",
    "dermatology": "Dermatology",
    "orthopaedics": "Musculoskeletal",
    "surgery": "Surgical",
    "plastic_surgery": "PlasticSurgery",
    "urology": "Urologic",
    "neurology": "Neurologic",
    "psychiatry": "Psychiatric",
    "anaesthetics": "Anesthesia",
    "community": "PublicHealth",
    "geriatrics": "Geriatric",
    "oncology": "Oncologic",
    "radiology": "Radiography",
    "emergency": "Emergency",
    "dentist": "Dentistry",
}
"""The schema.org MedicalSpecialty by topic, where there is one; likewise for the topics below."""

MEDICAL = frozenset({"MedicalOrganization", "Physician", "Dentist", "Pharmacy", "Hospital", "MedicalClinic"})
"""The types that may have a speciality."""

PLACES = frozenset({*TYPES.values(), "MedicalClinic", "LocalBusiness"} - {"MedicalOrganization"})
"""The types that are places, too, and so have opening hours and amenities."""

UNIT_CODES = {"cm": "CMT", "m": "MTR", "%": "P1"}
"""The UN/CEFACT codes of the units of access facts."""
