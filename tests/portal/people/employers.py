"""An employer for tests."""

from __future__ import annotations

from guantong.portal.organisations.models import Employer, EmployerNature, Region


def employer(name: str = "桂江机械（测试）", uscc: str = "91450200MA5K0DEM1U") -> Employer:
    """The employer of that name; made where it is missing."""
    region, _made = Region.objects.get_or_create(
        code="450200", defaults={"name": "柳州市", "name_en": "Liuzhou", "confidence": "H"}
    )
    found, _made = Employer.objects.get_or_create(
        name=name, defaults={"region": region, "uscc": uscc, "nature": EmployerNature.PRIVATE}
    )
    return found
