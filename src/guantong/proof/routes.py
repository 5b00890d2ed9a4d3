"""What the solver says about the routes of a policy, held against what the packs say about themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import permutations
from typing import TYPE_CHECKING, Any

from guantong.cases import dump_case
from guantong.policy.model import Policy, Route, Text

from .report import Finding

if TYPE_CHECKING:
    from .solver import Prover, Witness


@dataclass
class RouteCheck:
    """Each route can be opened, none is swallowed unsaid, more years never hurt; findings and what stays open."""

    policy: Policy
    prover: "Prover"
    findings: list[Finding] = field(default_factory=list)
    undecided: list[Text] = field(default_factory=list)
    _opened: dict[str, frozenset[tuple[str, str]]] = field(default_factory=dict)

    def run(self) -> None:
        """Ask all three questions of every route and supplement."""
        routes = [route for pack in self.policy.packs.values() for route in (*pack.routes, *pack.supplements)]
        for route in routes:
            self._can_be_opened(route)
        open_routes = [route for route in routes if _name(route) in self._opened]
        for route, other in permutations((r for r in open_routes if r in self.policy.routes), 2):
            self._swallowed(route, other)
        for route in routes:
            self._listed(route)
        for route in open_routes:
            self._more_years(route)

    def _wrong(self, route: Route, zh: str, en: str, case: Mapping[str, Any] | None = None) -> None:
        self.findings.append(Finding(route.pack, "routes", route.name, Text(zh, en), case))

    def _left_open(self, zh: str, en: str) -> None:
        self.undecided.append(Text(zh, en))

    def _can_be_opened(self, route: Route) -> None:
        found = self.prover.open_case(route)
        if found.result == "refuted":
            self._opened[_name(route)] = self.prover.opened(found.witnesses[0])
            if route.closed is not None:
                self._wrong(
                    route,
                    "标明从不开放，其实有人可以；请删去 closed",
                    "It is marked as never open, but this person may use it; take `closed` out",
                    document(found.witnesses[0]),
                )
        elif found.result == "proved" and route.closed is None:
            self._wrong(
                route,
                "没有人能够满足这条通道的全部条件；请更正条件，或写明 closed 及理由",
                "Nobody can meet all requirements of this route; mend them, or say `closed` with the reason",
            )
        elif found.result == "undecided":
            self._left_open(
                f"{route.name} 是否有人可以满足，求解器没有定论",
                f"Whether anybody can meet {route.name} was not decided by the solver",
            )

    def _swallowed(self, route: Route, other: Route) -> None:
        """Whether every case that opens `route` opens `other`, for each target that `route` opens."""
        listed = _entry(route, other)
        if not _within(route, other):
            if listed:
                self._not_swallowed(route, other, None)
            return
        mine, theirs = (route.pack, route.name), (other.pack, other.name)
        if not listed and any(mine in opened and theirs not in opened for opened in self._opened.values()):
            return
        found = self.prover.only_by(route, other)
        if found.result == "refuted":
            self._opened[f"{_name(route)} {_name(other)}"] = self.prover.opened(found.witnesses[0])
            if listed:
                self._not_swallowed(route, other, document(found.witnesses[0]))
        elif found.result == "proved" and not listed:
            self._wrong(
                route,
                f"凡是这条通道开放的，{other.name} 也开放；请在 swallowed_by 中写明理由，或更正条件",
                f"Whatever this route opens, {other.name} opens too; say why under `swallowed_by`, or mend the requirements",
            )
        elif found.result == "undecided":
            self._left_open(
                f"{route.name} 是否被 {other.name} 包含，求解器没有定论",
                f"Whether {other.name} swallows {route.name} was not decided by the solver",
            )

    def _not_swallowed(self, route: Route, other: Route, case: Mapping[str, Any] | None) -> None:
        self._wrong(
            route,
            f"说是被 {other.name} 包含，其实不是；请从 swallowed_by 中删去",
            f"It is said to be swallowed by {other.name}, but is not; take the entry out of `swallowed_by`",
            case,
        )

    def _listed(self, route: Route) -> None:
        names = {name for other in self.policy.routes for name in (other.name, _name(other))}
        for name in route.swallowed_by:
            if name not in names:
                self._wrong(
                    route, f"swallowed_by 所列 {name} 不存在", f"{name} under `swallowed_by` does not exist"
                )

    def _more_years(self, route: Route) -> None:
        found = self.prover.lost_by_years(route)
        if found.result == "refuted":
            before, after = found.witnesses
            self._wrong(
                route,
                "年限更长反而不能申报：下面的人可以，其余相同而证书、职称或工作更早的人不行；请更正条件",
                "More years hurt: the person below may apply, the same with earlier certificates, titles or work may not; mend the requirements",
                {"may": document(before), "may_not": document(after)},
            )
        elif found.result == "undecided":
            self._left_open(
                f"{route.name} 会不会因年限更长而关闭，求解器没有定论",
                f"Whether more years can close {route.name} was not decided by the solver",
            )


def document(witness: "Witness") -> Mapping[str, Any]:
    """A witness as a case document, with the rows of registers and notices that it needs under `policy`."""
    found = dump_case(witness.case)
    return {**found, "policy": dict(witness.policy)} if witness.policy else found


def listed_pairs(policy: Policy) -> Iterator[tuple[Route, Route]]:
    """The routes that the packs say are swallowed, with the routes that swallow them."""
    for route, other in permutations(policy.routes, 2):
        if _entry(route, other):
            yield route, other


def _entry(route: Route, other: Route) -> bool:
    return _name(other) in route.swallowed_by or (
        other.pack == route.pack and other.name in route.swallowed_by
    )


def _within(route: Route, other: Route) -> bool:
    """Whether every target of a route is one of the other's."""
    return route.direction == other.direction and all(
        name in route.opens and set(route.opens[name]) <= set(values) for name, values in other.opens.items()
    )


def _name(route: Route) -> str:
    return f"{route.pack}#{route.name}"
