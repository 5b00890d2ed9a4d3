"""Certificates, titles, honours, education and sanctions, as SQL over the people of a register."""

# ruff: noqa: S608 - every word of the SQL is ours: codes, numbers and quoted texts of our own data
from __future__ import annotations

from typing import TYPE_CHECKING

from guantong.catalogue import catalogue, terms
from guantong.population.assumptions import LEVELS, assumption
from guantong.population.chance import below, draw, one_of, pick, texts, up_to
from guantong.population.people import SKILL_TERMS, YOUNGEST, near
from guantong.population.shape import NO, YES, Table, among, by_code, rows_of
from guantong.population.vocabulary import day, majors, occupations, older_names, specialties, term

if TYPE_CHECKING:
    from datetime import date


def certificate(as_of: date) -> Table:
    ladder, old, other = assumption("ladder"), assumption("old_kind"), assumption("other_certificate")
    fewest, most = ladder.numbers("years")
    skill, qualification = (
        term("certificate_kind", kind) for kind in ("skill_level", "vocational_qualification")
    )
    side = _place_of_level()
    earlier = f"(certified_on - i * ({fewest} * 365 + {up_to('ladder', (most - fewest) * 365)}))"
    more = f"""
        (i = 0 OR (level > i AND {below("ladder", ladder.number())})) AS own"""
    rows = rows_of("certificate", "certificate_rows", more=more)
    rows = f"""SELECT *,
        CASE WHEN own THEN level - i ELSE {side} END AS rank,
        CASE WHEN i = 0 AND {below("other certificate", other.number())} THEN second
             WHEN own THEN occupation ELSE second END AS work,
        CASE WHEN i = 0 THEN certified_on WHEN own THEN greatest(born + {YOUNGEST}, {earlier})
             ELSE {near("side certificate", as_of, str(assumption("certificate_age").whole("days")))} END AS issued
        FROM ({rows})"""
    rows = f"""SELECT *, CASE WHEN rank > 5 THEN {skill}
             WHEN issued < {day(old.day("before"))} AND {below("old kind", old.number())} THEN {qualification}
             ELSE {pick("certificate kind", assumption("certificate_kinds").terms("certificate_kind"))} END AS sort
        FROM ({rows})"""
    serial = f"lpad(({draw('serial')} % 1000000)::VARCHAR, 6, '0')"
    two_digits = "lpad((year(issued) % 100)::VARCHAR, 2, '0')"
    number = f"""CASE WHEN NOT {below("number", assumption("numbers").number())} THEN NULL
        WHEN sort = {skill} AND rank > 5 THEN 'S00004500000' || 'T0' || {two_digits} || {serial}
        WHEN sort = {skill} THEN 'S000045000000' || {two_digits} || (6 - rank) || {serial}
        WHEN sort = {qualification} THEN {two_digits} || '45000000' || {serial} END"""
    older = f"{texts(older_names())}[1 + work]"
    return Table(
        "certificate",
        rows,
        (
            ("kind", "sort"),
            ("level", f"{texts(SKILL_TERMS)}[rank]"),
            (
                "occupation",
                f"coalesce(CASE WHEN issued < {day(old.day('before'))} AND {below('older name', old.number('older_name'))} THEN {older} END, {texts(occupations())}[1 + work])",
            ),
            ("issued_on", "issued"),
            ("number", number),
            ("verified", pick("verified", assumption("verified").terms("statement"))),
        ),
    )


def _place_of_level() -> str:
    places = {code: str(LEVELS.index(code) + 1) for code in LEVELS}
    weights = tuple((places[code or ""], weight) for code, weight in assumption("side_levels").weights())
    return f"{pick('side level', weights)}::INTEGER"


def title(as_of: date) -> Table:
    linked, related = assumption("linked_title"), specialties()
    others = [terms.name("series", code) for code in linked.texts("others")]
    more = f"""
        CASE WHEN {below("linked", linked.number())} THEN {related.place("occupation", draw("specialty"))} END AS spot"""
    return Table(
        "title",
        rows_of("title", "title_rows", more=more),
        (
            (
                "series",
                f"coalesce({related.column(0)}[spot], {one_of(texts(others), 'other series', len(others))})",
            ),
            (
                "specialty",
                f"CASE WHEN NOT {below('specialty unknown', linked.number('no_specialty'))} THEN {related.column(1)}[spot] END",
            ),
            ("level", pick("title level", assumption("title_levels").terms("title_level"))),
            ("obtained_on", near("title", as_of, str(assumption("title_age").whole("days")))),
            ("obtained_by", pick("obtained by", assumption("obtained_by").terms("obtained_by"))),
        ),
    )


def honour(as_of: date) -> Table:
    rare, names, known = assumption("honours"), assumption("honour_names"), catalogue()
    provinces = [known.provinces[code] for code in names.texts("provinces")]
    kinds = assumption("honour_kinds").weights("honour")
    ranks = {
        code: terms.name("jurisdiction", row.jurisdiction)
        for code, row in known.honours.items()
        if row.jurisdiction in ("cn", "cn-gx")
    }
    provincial = among(code for code, row in known.honours.items() if row.jurisdiction == "province")
    exact = {family: kind[-1] for family, kind in known.provincial_kinds.items()}
    suffix = by_code(
        "code", {code: exact[row.family] for code, row in known.honours.items() if row.family in exact}
    )
    more = f"{pick('honour', kinds)} AS code, (1 + {draw('province')} % {len(provinces)})::INTEGER AS region"
    contests = among(code for code, row in known.honours.items() if row.contest)
    studios = among(code for code in known.honours if code.endswith("studio_lead"))
    other = names.texts("other")
    own = names.texts("own")
    given = below("jurisdiction given", names.number("jurisdiction_given"))
    return Table(
        "honour",
        rows_of("honour", "honour_rows", more=more),
        (
            ("honour", by_code("code", {code: terms.name("honour", code) for code, _ in kinds if code})),
            (
                "granted_on",
                f"CASE WHEN {below('granted known', rare.number('day_known'))} THEN {near('honour', as_of, str(rare.whole('days')))} END",
            ),
            (
                "jurisdiction",
                f"""CASE WHEN code IN ({provincial}) THEN {texts([row.short for row in provinces])}[region]
                    WHEN code = 'other' THEN {term("jurisdiction", "city")} WHEN {given} THEN {by_code("code", ranks)} END""",
            ),
            (
                "medal",
                f"CASE WHEN code IN ({contests}) THEN {pick('medal', assumption('medals').terms('medal'))} END",
            ),
            (
                "current",
                f"CASE WHEN code IN ({studios}) THEN {pick('current', assumption('studio_current').terms('statement'))} END",
            ),
            (
                "category",
                f"CASE WHEN code = 'state_council_allowance' THEN {pick('category', assumption('allowance_category').terms('honour_category'))} END",
            ),
            (
                "name",
                f"""CASE WHEN code IN ({provincial}) THEN CASE
                        WHEN {below("exact name", names.number("exact"))} THEN {texts([row.name.zh for row in provinces])}[region] || {suffix}
                        WHEN {below("own name", names.number("own_share"))} THEN {one_of(texts(own), "own", len(own))} END
                    WHEN code = 'other' THEN {one_of(texts(other), "other honour", len(other))} END""",
            ),
        ),
    )


def education(as_of: date) -> Table:
    found, related = assumption("education_kinds"), majors()
    ages = by_code("code", {code: str(age) for code, age in found.values["ages"].items()})
    graduated = f"make_date(year(born)::INTEGER + {ages}::INTEGER + 5 * i, 7, 1)"
    degrees = among(("bachelor", "master", "doctor"))
    unlisted = assumption("majors").texts("unlisted")
    every = related.column(0)
    major = {
        "related": f"{every}[{related.place('occupation', draw('major'))}]",
        "any": one_of(every, "any major", len(related.values)),
        "unlisted": one_of(texts(unlisted), "unlisted major", len(unlisted)),
    }
    chosen = " ".join(f"WHEN '{sort}' THEN {sql}" for sort, sql in major.items())
    more = f"""{pick("education kind", found.weights("education_kind"))} AS code,
        {pick("major", assumption("majors").weights())} AS sort"""
    return Table(
        "education",
        rows_of("education", "education_rows", more=more, where=f"year({graduated}) <= {as_of.year}"),
        (
            (
                "kind",
                by_code(
                    "code", {code: terms.name("education_kind", code) for code, _ in found.weights() if code}
                ),
            ),
            (
                "class",
                f"CASE WHEN code = 'technician_school' THEN {pick('class', assumption('school_classes').terms('school_class'))} END",
            ),
            (
                "major",
                f"CASE WHEN code NOT IN ({among(('junior_middle', 'senior_high'))}) THEN CASE sort {chosen} END END",
            ),
            ("proof", pick("proof", assumption("proofs").terms("proof"))),
            (
                "degree",
                f"CASE WHEN code IN ({degrees}) AND {below('degree', assumption('degrees').number())} THEN {YES} ELSE {NO} END",
            ),
            ("graduated_on", graduated),
        ),
    )


def sanction(as_of: date) -> Table:
    found = assumption("sanctions")
    lengths = found.numbers("lengths")
    length = f"[{', '.join(map(str, lengths))}][1 + {draw('length')} % {len(lengths)}]"
    more = f"""{length} AS days, {up_to("sanction start", found.whole("start_days"))} AS ago,
        {below("sanction edge", found.number("edge"))} AS edge, {up_to("sanction off", 1)} AS off"""
    start = f"CASE WHEN edge THEN {day(as_of)} - days - off ELSE {day(as_of)} - ago END"
    return Table(
        "sanction",
        rows_of("sanction", "sanction_rows", more=more),
        (
            ("kind", pick("sanction kind", assumption("sanction_kinds").terms("sanction_kind"))),
            ("from", f"greatest(born + {YOUNGEST}, {start})"),
            (
                "to",
                f"CASE WHEN edge OR NOT {below('running', found.number('running'))} THEN greatest(born + {YOUNGEST}, {start}) + days END",
            ),
        ),
    )
