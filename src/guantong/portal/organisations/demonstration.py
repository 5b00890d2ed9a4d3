"""Organisations of the demonstration; none of them exists, and their codes belong to nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

from guantong.catalogue import catalogue

from .models import CommitteeOffice, Employer, EvaluationBody, Office, Organisation
from .services import organisation_add, regions_load, scope_add

if TYPE_CHECKING:
    from datetime import datetime

O = TypeVar("O", bound=Organisation)  # noqa: E741 - any kind of organisation

_CONTACT: Final = {"hours": "工作日 9:00–12:00，15:00–18:00", "contact_source": "演示数据"}
_OFFICES: Final[tuple[dict[str, Any], ...]] = (
    {
        "name": "自治区职改办（演示）",
        "kind": "regional",
        "region_id": "450000",
        "phone": "0771-000 0001",
        "address": "南宁市青秀区示例路 1 号",
    },
    {
        "name": "柳州市职改办（演示）",
        "kind": "city",
        "region_id": "450200",
        "level_cap": "intermediate",
        "phone": "0772-000 0002",
        "address": "城中区示例路 2 号",
    },
)
_EMPLOYERS: Final[tuple[dict[str, Any], ...]] = (
    {
        "name": "桂江机械（演示）",
        "uscc": "91450204DEMX00001P",
        "nature": "state_owned",
        "size_class": "large",
        "region_id": "450204",
        "phone": "0772-000 0003",
    },
    {
        "name": "柳北热电（演示）",
        "uscc": "91450205DEMX000029",
        "nature": "private",
        "size_class": "medium",
        "region_id": "450205",
        "phone": "0772-000 0004",
    },
    {
        "name": "邕江技工学校（演示）",
        "uscc": "12450103DEMX00003F",
        "nature": "public_institution",
        "region_id": "450103",
        "phone": "0771-000 0005",
    },
)
_BODY: Final[dict[str, Any]] = {
    "name": "桂中技能评价中心（演示）",
    "uscc": "52450100DEMX000043",
    "filing": "演示备〔2026〕1号",
    "region_id": "450202",
    "phone": "0772-000 0006",
}
_SCOPES: Final = ("车工", "焊工", "电工")


def load(*, now: datetime) -> None:
    """Enter what is missing."""
    regions_load()
    for values in _OFFICES:
        _missing(Office(**values, **_CONTACT), now)
    for values in _EMPLOYERS:
        _missing(Employer(**values, **_CONTACT), now)
    _missing(
        CommitteeOffice(
            name="自治区工程系列评委会办公室（演示）",
            committee="自治区工程系列高级评审委员会（演示）",
            office=Office.objects.get(name=_OFFICES[0]["name"]),
            series=["engineering"],
            level_cap="full_senior",
            region_id="450000",
            phone="0771-000 0007",
            **_CONTACT,
        ),
        now,
    )
    if body := _missing(EvaluationBody(**_BODY, **_CONTACT), now):
        for occupation in catalogue().occupations.values():
            if occupation.name not in _SCOPES:
                continue
            scope_add(
                actor=None,
                body=body,
                occupation=occupation.code,
                lowest="intermediate_worker",
                highest="senior_technician",
                now=now,
            )


def _missing(organisation: O, now: datetime) -> O | None:
    known = type(organisation)._default_manager.filter(name=organisation.name).exists()
    return None if known else organisation_add(actor=None, organisation=organisation, now=now)
