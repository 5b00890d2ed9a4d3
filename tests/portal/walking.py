"""Who may open which address: how an area writes it down, and how all areas are gathered.

Each area keeps a module `walk.py` beside its tests with ``WALK: dict[str, Address]``, from the name of an address (with
its namespace, as ``api:decide``; an address without a name goes by its path) to who may open it.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from django.urls import URLPattern, URLResolver, get_resolver

from guantong.portal.accounts.models import Role, User

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_TESTS: Final = Path(__file__).parent
LOGIN: Final = "/account/login/"

Opens = Literal["anyone", "signed in"] | frozenset[Role]


def staff(*roles: Role) -> frozenset[Role]:
    """The people who hold one of these roles and have given a second factor."""
    return frozenset(roles)


@dataclass(frozen=True)
class Address:
    """Who may open an address, and what the others see.

    Attributes:
        opens: ``"anyone"``, ``"signed in"``, or `staff(Role.OFFICE_CLERK, …)`.
        sample: makes what the address is about and answers its arguments. It gets the person who may open it; a staff
            role is held in the organisation `user.grants.get().scope_id`, so an object there is made with this id.
        method: how the right person asks, ``"get"`` or ``"post"``.
        data: what is posted.
        status: what the right person is answered.
        other: what somebody signed in without the role, or whose object it is not, is answered. By default 403; for
            ``"signed in"`` the same as `status` where there are no arguments, and 404 where there are.
        stranger: what somebody not signed in is answered; by default they are sent to sign in (302).

    """

    opens: Opens
    sample: Callable[[User], Mapping[str, object]] | None = None
    method: Literal["get", "post"] = "get"
    data: Mapping[str, str] | None = None
    status: int = 200
    other: int | None = None
    stranger: int | None = None

    @property
    def for_others(self) -> int:
        """What the wrong person is answered."""
        if self.other is not None:
            return self.other
        if isinstance(self.opens, frozenset):
            return 403
        return 404 if self.sample and self.opens == "signed in" else self.status

    @property
    def for_strangers(self) -> int:
        """What somebody not signed in is answered."""
        if self.stranger is not None:
            return self.stranger
        return self.status if self.opens == "anyone" else 302


def addresses() -> dict[str, URLPattern]:
    """Every address of the project by its name; two that share a name would hide each other, so both get a path."""

    def under(resolver: URLResolver, namespace: str, path: str) -> Iterator[tuple[str, str, URLPattern]]:
        for entry in resolver.url_patterns:
            here = path + str(entry.pattern)
            if isinstance(entry, URLPattern):
                yield (namespace + entry.name if entry.name else here), here, entry
            else:
                yield from under(entry, namespace + (f"{entry.namespace}:" if entry.namespace else ""), here)

    found: dict[str, URLPattern] = {}
    for name, path, pattern in under(get_resolver(), "", ""):
        found[path if name in found else name] = pattern
    return found


def gathered() -> dict[str, Address]:
    """The lines of all areas. Raises ValueError where two areas speak of one address."""
    lines: dict[str, Address] = {}
    for file in sorted(_TESTS.glob("**/walk.py")):
        name = ".".join(("tests.portal", *file.relative_to(_TESTS).with_suffix("").parts))
        walk: dict[str, Address] = import_module(name).WALK
        if twice := lines.keys() & walk.keys():
            raise ValueError(f"{name}: {sorted(twice)} stand in another walk.py already")
        lines |= walk
    return lines
