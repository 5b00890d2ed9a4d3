"""Who is asked for a missing fact."""

from __future__ import annotations

import pytest

from guantong.decisions.suppliers import Supplier, supplier


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("policy:exam/accounting/2024/technician_equivalence", Supplier.AUTHORITY),
        ("policy:standards/6-18-01-01", Supplier.AUTHORITY),
        ("certificates[0].verified", Supplier.QUERY),
        ("certificates.verified", Supplier.QUERY),
        ("certificates[0].level", Supplier.PERSON),
        ("certificates", Supplier.PERSON),
        ("honours[0].verified", Supplier.PERSON),
        ("employment", Supplier.EMPLOYER),
        ("employment[2].engaged_level", Supplier.EMPLOYER),
        ("appraisals", Supplier.EMPLOYER),
        ("appraisals.2023", Supplier.EMPLOYER),
        ("person.status", Supplier.PERSON),
        ("evidence.results", Supplier.PERSON),
    ],
)
def test_who_supplies_a_fact(path: str, who: Supplier) -> None:
    assert supplier(path) is who


def test_suppliers_have_names_in_both_languages() -> None:
    assert Supplier.PERSON.words("zh") == "本人"
    assert Supplier.PERSON.words("en") == "the person"
