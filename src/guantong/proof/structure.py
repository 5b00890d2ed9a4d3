"""Whether every clause is classified and realised, and every name that a pack uses is there."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from guantong.policy.model import Pack, Policy, Provision, Text

from .names import Names
from .report import Awaiting, Finding

KINDS = ("rule", "duty", "option", "statement")
STEP = "step:"


def structure(policy: Policy) -> Iterator[Finding]:
    """Everything that is wrong with clauses, names, readings and parameters; no case is decided."""
    names = Names(policy)
    cited = {citation.clause for citation in names.citations()}
    for pack in policy.packs.values():
        yield from _contents(pack)
        for provision in pack.provisions.values():
            yield from _provision(names, provision, cited)
        yield from _readings(names, pack)
        yield from _parameters(names, pack)
        yield from _unused(names, pack)
    yield from _citations(names)
    yield from _named_routes(names)


def awaiting(policy: Policy) -> tuple[Awaiting, ...]:
    """The clauses that wait for the process, in the order of the documents."""
    return tuple(
        Awaiting(p.pack, p.id, p.kind, p.gist, steps)
        for pack in policy.packs.values()
        for p in pack.provisions.values()
        if (steps := tuple(_step(name) for name in p.realised_by if name.startswith(STEP)))
    )


def decided_here(policy: Policy) -> tuple[Provision, ...]:
    """The rules that something here decides; a rule that only a step of the process can apply awaits it."""
    return tuple(
        p
        for pack in policy.packs.values()
        for p in pack.provisions.values()
        if p.kind == "rule" and any(not name.startswith(STEP) for name in p.realised_by)
    )


def _step(name: str) -> str:
    return name.removeprefix(STEP)


def _contents(pack: Pack) -> Iterator[Finding]:
    """The clauses of the document against the provisions, both ways and in order."""
    document = pack.plain.get("document")
    listed = [str(c) for c in document.get("clauses") or ()] if isinstance(document, Mapping) else []
    rows = _rows(pack, "provisions")
    written = [str(row.get("id")) for row in rows] if rows else list(pack.provisions)
    if not listed:
        yield Finding(pack.id, "document", "clauses", Text(
            "没有列出文件的全部条款，少了哪一条就看不出来；请在 clauses 中按顺序列出",
            "The clauses of the document are not listed, so a missing one would not be noticed; list them in order under `clauses`",
        ))  # fmt: skip
        return
    for clause, times in Counter(written).items():
        if times > 1:
            yield Finding(pack.id, "provisions", clause, Text(
                f"条款 {clause} 写了 {times} 次；请只留一次", f"Clause {clause} is written {times} times; keep one",
            ))  # fmt: skip
    for clause in listed:
        if clause not in pack.provisions:
            yield Finding(pack.id, "provisions", clause, Text(
                f"文件有条款 {clause}，这里没有；请补上它的类别、要旨和落实之处",
                f"The document has a clause {clause} that is not here; add its kind, gist and what realises it",
            ))  # fmt: skip
    for clause in pack.provisions:
        if clause not in listed:
            yield Finding(pack.id, "document", clause, Text(
                f"条款 {clause} 不在文件目录中；请列入 clauses 或者删去",
                f"Clause {clause} is not among the clauses of the document; list it under `clauses` or take it out",
            ))  # fmt: skip
    order = [clause for clause in listed if clause in pack.provisions]
    if order != [clause for clause in pack.provisions if clause in listed]:
        yield Finding(pack.id, "provisions", pack.id, Text(
            "条款的先后与文件目录不一致；请按文件的顺序排列", "The clauses stand in another order than in the document; follow the document",
        ))  # fmt: skip


def _provision(names: Names, provision: Provision, cited: set[str]) -> Iterator[Finding]:
    def wrong(zh: str, en: str) -> Finding:
        return Finding(provision.pack, "provisions", provision.id, Text(zh, en))

    if provision.kind not in KINDS:
        yield wrong(
            f"类别 {provision.kind} 不存在；应为 {'、'.join(KINDS)} 之一",
            f"The kind {provision.kind} does not exist; it is one of {', '.join(KINDS)}",
        )
    if provision.kind == "statement" and provision.realised_by:
        yield wrong(
            "宣示性条款不必落实；请清空 realised_by 或改类别",
            "A statement needs nothing to realise it; empty realised_by or change its kind",
        )
    if provision.kind != "statement" and not provision.realised_by:
        yield wrong(
            "没有写明由什么落实；请在 realised_by 中列出",
            "Nothing realises this clause; name it under realised_by",
        )
    for name in provision.realised_by:
        if name.startswith(STEP):
            if not _step(name).isidentifier():
                yield wrong(f"步骤名 {name} 不合格式", f"{name} is no name of a step")
        elif not names.meant(name):
            yield wrong(
                f"由 {name} 落实，但没有这个名称；请改名或补上它",
                f"It is realised by {name}, which does not exist; correct the name or add it",
            )
    decided = any(not name.startswith(STEP) for name in provision.realised_by)
    if provision.kind == "rule" and decided and f"{provision.pack}#{provision.id}" not in cited:
        yield wrong(
            "没有任何通道、条件、提示或参数引用这一条；请在落实它的地方引用",
            "No route, requirement, note or parameter cites this clause; cite it where it is realised",
        )


def _citations(names: Names) -> Iterator[Finding]:
    for citation in dict.fromkeys(names.citations()):
        if names.policy.provision(citation.clause) is None:
            pack, _, clause = citation.clause.rpartition("#")
            shown = names.short(pack, clause)
            yield Finding(citation.pack, citation.file, citation.name, Text(
                f"引用的条款 {shown} 不存在；请更正编号或补上该条",
                f"It cites the clause {shown}, which does not exist; correct the number or add the clause",
            ))  # fmt: skip


def _named_routes(names: Names) -> Iterator[Finding]:
    realised = {
        name
        for pack in names.policy.packs.values()
        for provision in pack.provisions.values()
        for entry in provision.realised_by
        for name in names.meant(entry)
    }
    for pack in names.policy.packs.values():
        for kind, routes in (("route", pack.routes), ("supplement", pack.supplements)):
            for route in routes:
                if f"{kind}:{route.name}" not in realised:
                    yield Finding(pack.id, "routes", route.name, Text(
                        f"没有条款写明由 {route.name} 落实；请在所依据条款的 realised_by 中列出",
                        f"No clause is realised by {route.name}; name it under realised_by of the clause it rests on",
                    ))  # fmt: skip


def _readings(names: Names, pack: Pack) -> Iterator[Finding]:
    for reading in pack.readings.values():

        def wrong(zh: str, en: str, name: str = reading.id) -> Finding:
            return Finding(pack.id, "readings", name, Text(zh, en))

        occurs = reading.id in names.readings
        if reading.compared and reading.kind != "decides":
            yield wrong(
                "只有影响判断的读法才能比较", "Only a reading on which a decision turns can be compared"
            )
        if reading.compared and not occurs:
            yield wrong(
                "说是要比较，却没有任何条件用到；请用上，或写明不比较的理由",
                "It is to be compared, but no condition turns on it; use it, or say why it is not compared",
            )
        if not reading.compared and occurs:
            yield wrong(
                "条件用到了这个读法，却标为不比较",
                "A condition turns on this reading, which is marked as not compared",
            )
        if reading.compared and len(reading.options) < 2:
            yield wrong("要比较就要有两个以上选项", "A reading that is compared has two options or more")
        if reading.compared and occurs:
            said = {frozenset(pair) for pair in names.alike(reading.id).items()}
            for pair in names.written_alike(reading.id) - said:
                one, other = sorted(pair)
                yield wrong(
                    f"选项 {one} 和 {other} 在所有条件里都一样；请区分，或用 same_as 写明结论相同",
                    f"The options {one} and {other} are the same in every condition; tell them apart, or say `same_as`",
                )
            for pair in said - names.written_alike(reading.id):
                yield wrong(
                    f"说是选项 {'、'.join(sorted(pair))} 结论相同，条件里却不同；请删去 same_as",
                    f"The options {', '.join(sorted(pair))} are said to give the same verdicts, but conditions differ; take `same_as` out",
                )
        if not reading.compared and reading.why_not_compared is None:
            yield wrong("没有写明为什么不比较", "Why it is not compared is not said")


def _parameters(names: Names, pack: Pack) -> Iterator[Finding]:
    shown = {str(row["id"]) for row in _rows(pack, "parameters") if row.get("informational")}
    file = pack.plain.get("parameters")
    all_shown = isinstance(file, Mapping) and bool(file.get("informational"))
    for name in pack.parameters:
        used = f"{pack.id}#{name}" in names.parameters
        if not used and not all_shown and name not in shown:
            yield Finding(pack.id, "parameters", name, Text(
                f"没有条件或对照表用到参数 {name}；请用上、删去，或标明 informational: true",
                f"No condition or table turns on the parameter {name}; use it, take it out, or mark it `informational: true`",
            ))  # fmt: skip


def _unused(names: Names, pack: Pack) -> Iterator[Finding]:
    """Words that nothing uses: they would look like rules and decide nothing."""
    definitions = pack.plain.get("definitions")
    if not isinstance(definitions, Mapping):
        return
    asked = {r.name for route in names.routes for r in route.requirements}
    said = {remark.name for route in names.routes for remark in route.remarks}
    used = {
        "conditions": {
            name.rpartition("#")[2] for name in names.references if name.startswith(f"{pack.id}#")
        },
        "requirements": asked,
        "notes": said,
    }
    for key, known in used.items():
        for name in definitions.get(key) or {}:
            if name not in known:
                yield Finding(pack.id, "definitions", name, Text(
                    f"{name} 没有被用到；请用上或删去", f"{name} is used nowhere; use it or take it out",
                ))  # fmt: skip


def _rows(pack: Pack, file: str) -> list[Mapping[str, Any]]:
    plain = pack.plain.get(file)
    rows = plain.get(file) if isinstance(plain, Mapping) else None
    return [row for row in rows or () if isinstance(row, Mapping)]
