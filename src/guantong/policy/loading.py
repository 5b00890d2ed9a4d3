"""A folder of packs to a :class:`~.model.Policy`. Every problem is reported, with file and line."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, cast

from guantong.catalogue import catalogue, terms
from guantong.catalogue.reading import PACKS, UnreadableYaml, read_yaml
from guantong.conditions import nodes as n
from guantong.conditions.parsing import Parser
from guantong.conditions.schema import Schema, schema_from

from . import rows
from .model import (
    CountsAs,
    Document,
    Pack,
    ParameterFact,
    Policy,
    Question,
    Reading,
    Remark,
    Requirement,
    Route,
    Text,
)
from .problems import PackErrors, PackProblem

FILES = ("document", "provisions", "readings", "parameters", "definitions", "routes", "procedure")
REQUIRED_ROWS = ("person", "evidence", "target")
DIRECTIONS: Mapping[str, tuple[str, ...]] = {
    "title_review": ("series", "specialty", "title_level"),
    "skill_evaluation": ("occupation", "skill_level"),
    "qualification_exam": ("field", "exam_level"),
    "treatment": ("matter",),
}


@cache
def load_policy(root: Path = PACKS) -> Policy:
    """The policy of all packs below `root`. Raises PackErrors with every problem found."""
    return Loader(root).policy()


def schema() -> Schema:
    """The facts that conditions may name, with the vocabularies of their values."""
    kinds = terms.vocabularies()
    codes = {kind: terms.codes(kind) for kind in kinds}
    ordered = frozenset(kind for kind, words in kinds.items() if words.ordered)
    return schema_from(read_yaml(PACKS / "facts.yaml"), codes, ordered)


class Loader:
    """Reads all packs of a folder, then parses their conditions, which may name each other's.

    With `contents`, pack id to plain data, nothing is read: the packs are what they say.
    """

    def __init__(self, root: Path, contents: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        self.root = root
        self.problems: list[PackProblem] = []
        self.schema = schema()
        if contents is None:
            found = [Source(self, path.parent) for path in sorted(root.glob("*/*/document.yaml"))]
        else:
            found = [Source(self, root / name, plain) for name, plain in sorted(contents.items())]
        self.sources = {source.id: source for source in found}

    def policy(self) -> Policy:
        """Everything, or PackErrors."""
        ordered = sorted(self.sources.values(), key=lambda source: (not source.leads, source.id))
        packs = {source.id: source.pack() for source in ordered}
        for source in ordered:
            source.displace(packs)
        if not packs:
            self.problems.append(PackProblem(self.root, (), "there is no pack below this folder"))
        if self.problems:
            raise PackErrors(tuple(dict.fromkeys(self.problems)))
        return Policy(packs, self.schema, catalogue(), choices={})


class Source:
    """The plain files of one pack, and what is made of them."""

    def __init__(self, loader: Loader, folder: Path, plain: Mapping[str, Any] | None = None) -> None:
        self.loader = loader
        self.folder = folder
        self.plain: dict[str, Any] = dict(plain or {})
        for name in FILES if plain is None else ():
            path = folder / f"{name}.yaml"
            if path.is_file():
                self.plain[name] = self._read(name, path)
        document = self.plain.get("document", {})
        self.id = str(document.get("id", "/".join(folder.parts[-2:])))
        self.leads = bool(document.get("leads"))
        definitions = self.plain.get("definitions", {})
        self.definitions: Mapping[str, Any] = definitions.get("conditions") or {}
        self.questions = dict(self._questions(definitions.get("questions") or {}))
        self.parser = Parser(
            self.loader.schema,
            lambda at, message: self.report(
                "definitions" if at and at[0] == "conditions" else "routes", at, message
            ),
            parameter=self.parameter,
            define=self.define,
            reading=self.reading,
            questions=lambda: frozenset(
                key for source in self.loader.sources.values() for key in source.questions
            ),
        )

    @cached_property
    def readings(self) -> dict[str, Reading]:
        """The readings of the pack, by number."""
        return {r.id: r for r in self._each("readings", partial(rows.reading, self.id))}

    @cached_property
    def parameters(self) -> dict[str, ParameterFact]:
        """The parameters of the pack, by their name in it."""
        source = str(self.plain.get("parameters", {}).get("source", ""))
        build = partial(rows.parameter, self.id, source=source, clause=self.clause)
        return {p.parameter.id.rpartition("#")[2]: p for p in self._each("parameters", build)}

    def _read(self, name: str, path: Path) -> Mapping[str, Any]:
        try:
            data = read_yaml(path)
        except UnreadableYaml as error:
            self.report(name, (), str(error))
            return {}
        if not isinstance(data, Mapping):
            self.report(name, (), "a map is expected")
            return {}
        return data

    def _questions(self, listed: Mapping[str, Any]) -> Iterable[tuple[str, Question]]:
        for key, item in listed.items():
            try:
                yield key, rows.question(key, item)
            except (KeyError, TypeError) as error:
                self.report("definitions", ("questions", key), f"{error} is missing or has the wrong form")

    def report(self, file: str, place: tuple[str | int, ...], message: str) -> None:
        """Note one problem; loading goes on to find the others."""
        self.loader.problems.append(PackProblem(self.folder / f"{file}.yaml", place, message))

    # --- names, in this pack or as ``pack#name`` in another ---------------------------------------

    def _elsewhere(self, name: str) -> "tuple[Source | None, str]":
        pack, _, local = name.rpartition("#")
        return (self.loader.sources.get(pack) if pack else self), local

    def parameter(self, name: str) -> n.Parameter | None:
        """The parameter of that name."""
        source, local = self._elsewhere(name)
        found = source.parameters.get(local) if source else None
        return found.parameter if found else None

    def define(self, name: str) -> "tuple[Parser, str, object] | None":
        """The parser of the defining pack, the full name and the plain data of a named condition."""
        source, local = self._elsewhere(name)
        if source is None or local not in source.definitions:
            return None
        return source.parser, f"{source.id}#{local}", source.definitions[local]

    def reading(self, name: str) -> tuple[str, tuple[str, ...]] | None:
        """The number and the options of a reading."""
        source, local = self._elsewhere(name)
        found = source.readings.get(local) if source else None
        return (found.id, tuple(found.options)) if found else None

    def clause(self, name: str) -> str:
        """A clause as it is cited: bare for the leading pack, else with its pack."""
        source, local = self._elsewhere(name)
        pack = name.rpartition("#")[0] if source is None else source.id
        return local if source is not None and source.leads else f"{pack}#{local}"

    # --- rows of the files ------------------------------------------------------------------------

    def _each(self, file: str, build: "Callable[[Mapping[str, Any]], Any]") -> Iterable[Any]:
        for i, row in enumerate(self.plain.get(file, {}).get(file) or []):
            try:
                yield build(row)
            except (KeyError, TypeError, AttributeError, ValueError) as error:
                self.report(
                    file,
                    (file, i),
                    f"{error.args[0] if error.args else error!r} is missing or has the wrong form",
                )

    # --- conditions -------------------------------------------------------------------------------

    def requirement(
        self, item: object, at: tuple[str | int, ...], bound: frozenset[str]
    ) -> Requirement | None:
        """A requirement written in place, or the named one of a pack with the rows bound here."""
        if isinstance(item, str):
            source, name = self._elsewhere(item)
            body = (
                (source.plain.get("definitions", {}).get("requirements") or {}).get(name) if source else None
            )
            if source is None or body is None:
                self.report("routes", at, f"unknown requirement {item!r}")
                return None
            return source._built(name, body, ("requirements", name), bound)
        body = cast("Mapping[str, Any]", item)
        return self._built(body.get("name", ""), body, at, bound)

    def _built(
        self, name: str, body: Mapping[str, Any], at: tuple[str | int, ...], bound: frozenset[str]
    ) -> Requirement | None:
        file = "definitions" if at[0] == "requirements" else "routes"
        try:
            clauses = tuple(self.clause(str(c)) for c in (body["clause"], *body.get("also", ())))
            when = self.parser.condition(body["when"], (*at, "when"), bound)
            return Requirement(
                name, rows.text(body["label"]), clauses, when, rows.text(body["met"]), rows.text(body["unmet"]),
                body.get("otherwise", "not_eligible"), body.get("if_unknown", "ask"),
            )  # fmt: skip
        except (KeyError, TypeError) as error:
            self.report(file, at, f"{error} is missing or has the wrong form")
            return None

    def _remark(self, name: str, at: tuple[str | int, ...], bound: frozenset[str]) -> Remark | None:
        source, local = self._elsewhere(name)
        body = (source.plain.get("definitions", {}).get("notes") or {}).get(local) if source else None
        if source is None or body is None:
            self.report("routes", at, f"unknown note {name!r}")
            return None
        when = source.parser.condition(body.get("when", "always"), ("notes", local, "when"), bound)
        return Remark(local, source.clause(str(body["clause"])), rows.text(body["text"]), when)

    def _route(self, row: Mapping[str, Any], at: tuple[str | int, ...]) -> Route:
        direction = row["direction"]
        tries = tuple(row.get("tries") or ())
        bound = frozenset((*REQUIRED_ROWS, *tries))
        if direction not in DIRECTIONS:
            self.report(
                "routes",
                (*at, "direction"),
                f"unknown direction {direction!r}; known: {', '.join(DIRECTIONS)}",
            )
        for kind in tries:
            if kind not in self.loader.schema.rows:
                self.report("routes", (*at, "tries"), f"unknown row {kind!r}")
        opens = {key: tuple(values) for key, values in (row.get("opens") or {}).items()}
        for key, values in opens.items():
            known = (
                self.loader.schema.codes.get(self.loader.schema.rows["target"].fields[key].kind, ())
                if key in DIRECTIONS.get(direction, ())
                else ()
            )
            for value in values:
                if value not in known:
                    self.report(
                        "routes", (*at, "opens", key), f"{value!r} is no {key} of a target of {direction}"
                    )
        if not row.get("clauses"):
            self.report("routes", (*at, "clauses"), "a route cites at least one clause")
        requirements = [
            self.requirement(item, (*at, "requires", i), bound) for i, item in enumerate(row["requires"])
        ]
        remarks = [
            self._remark(name, (*at, "notes", i), bound) for i, name in enumerate(row.get("notes") or ())
        ]
        only_with = row.get("only_with")
        return Route(
            self.id,
            row["name"],
            direction,
            rows.text(row["label"]),
            opens,
            tries,
            tuple(self.clause(str(c)) for c in row.get("clauses") or ()),
            tuple(row.get("waives") or ()),
            tuple(r for r in requirements if r is not None),
            tuple(r for r in remarks if r is not None),
            self._counts_as(row.get("counts_as")),
            row.get("degree"),
            None if only_with is None else self.parser.condition(only_with, (*at, "only_with"), bound),
            {name: rows.text(reason) for name, reason in (row.get("swallowed_by") or {}).items()},
            rows.text(row["closed"]) if row.get("closed") else None,
        )

    def _counts_as(self, body: Mapping[str, Any] | None) -> CountsAs | None:
        if body is None:
            return None
        row, _, name = str(body["fact"]).partition(".")
        return CountsAs(
            row, name, tuple(p for p in map(self.parameter, body.get("tables", ())) if p is not None)
        )

    def _routes(self, key: str) -> tuple[Route, ...]:
        found = []
        for i, row in enumerate(self.plain.get("routes", {}).get(key) or []):
            try:
                found.append(self._route(row, (key, i)))
            except (KeyError, TypeError, AttributeError) as error:
                self.report("routes", (key, i), f"{error} is missing or has the wrong form")
        names = [route.name for route in found]
        for name in {name for name in names if names.count(name) > 1}:
            self.report("routes", (key,), f"two routes are named {name!r}")
        return tuple(found)

    def pack(self) -> Pack:
        """The pack with its conditions parsed; problems are reported."""
        provisions = {p.id: p for p in self._each("provisions", partial(rows.provision, self.id))}
        try:
            document = rows.document(self.id, self.plain.get("document", {}))
        except (KeyError, TypeError, ValueError) as error:
            self.report("document", (), f"{error} is missing or has the wrong form")
            document = Document(
                self.id,
                "0",
                "",
                Text("", ""),
                Text("", ""),
                "",
                self.leads,
                None,
                None,
                None,
                (),
                (),
                "L",
                "",
            )
        return Pack(
            document, provisions, self.readings, self.parameters, self.questions, self._routes("routes"), self._routes("supplements"),
            self.plain, digest(self.plain),
        )  # fmt: skip

    def displace(self, packs: dict[str, Pack]) -> None:
        """Add to the routes of other packs the requirement that nothing in this pack displaces them."""
        for i, entry in enumerate(self.plain.get("routes", {}).get("displaces") or []):
            at = ("displaces", i)
            condition = {"not": entry["when"]}
            body = {**entry, "when": condition, "otherwise": "out_of_scope"}
            for name in entry["routes"]:
                pack, _, local = name.rpartition("#")
                found = packs.get(pack)
                if found is None or local not in {route.name for route in found.routes}:
                    self.report("routes", (*at, "routes"), f"unknown route {name!r}")
                    continue
                routes = tuple(
                    self._displaced(route, body, at) if route.name == local else route
                    for route in found.routes
                )
                packs[pack] = replace(found, routes=routes)

    def _displaced(self, route: Route, body: Mapping[str, Any], at: tuple[str | int, ...]) -> Route:
        extra = self._built("displaced", body, at, frozenset((*REQUIRED_ROWS, *route.tries)))
        return route if extra is None else replace(route, requirements=(*route.requirements, extra))


def digest(plain: Mapping[str, object]) -> str:
    """SHA-256 of the canonical form of plain data: JSON with sorted keys."""
    canonical = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()
