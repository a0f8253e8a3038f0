"""Natural persons are left out; organisations that only sound like one are not."""

from __future__ import annotations

import pytest

from workflow.register.people_like import is_published_identifier, looks_like_a_person


@pytest.mark.parametrize(
    "name",
    [
        "Mr Sample",
        "Mrs. J Sample",
        "Dr Jane Sample-Person",
        "Mr & Mrs Sample",
        "Sample, Jane",
        "Sample, J.",
        "Jane Sample",
        "JANE A SAMPLE",
        "Jane O'Sample",
        "Jane Sample t/a Sample Cleaning",
        "J Sample trading as Sample Cabs",
        "A&B Sample T/A Sample Construction",
        "Example Media Ltd, Jane Sample",
        "Example Ltd; Mr Sample",
    ],
)
def test_a_clear_case_of_a_person_is_recognised(name: str) -> None:
    assert looks_like_a_person(name)


@pytest.mark.parametrize(
    "name",
    [
        "Behind Closed Doors",
        "Learning Partnerships",
        "Example Carers Group",
        "Simon on the Streets",
        "Jane Sample Ltd",
        "John Sample & Sons",
        "Dr Sample and Company",
        "Martin House Hospice",
        "MS Society",
        "MS Therapy Sample",
        "Grace Sample",
        "Sample Ltd t/a Jane's",
        "St Mary's Church",
        "Catherine Sample Trust",
        "Mind, Example City",
        "Sample & Sample Solicitors",
        "Example, Sample and Partners",
        "A1 Taxis",
        "",
        "Jane",
        "The Jane Sample",
    ],
)
def test_an_organisation_is_not_taken_for_a_person(name: str) -> None:
    assert not looks_like_a_person(name)


@pytest.mark.parametrize(
    "key, proves",
    [
        ("GB-CHC-1234567", True),
        ("GB-COH-RS001234", True),
        ("360G-example-jane", False),
        ("GB-CHC-", False),
        ("", False),
    ],
)
def test_only_an_identifier_of_a_public_register_proves_an_organisation(key: str, proves: bool) -> None:
    assert is_published_identifier(key) is proves
