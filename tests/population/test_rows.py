"""The rows of a clean register: of the normal form, tied to their people, in accepted words, and full of edges."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from guantong.cases import CaseErrors, parse_case
from guantong.catalogue import catalogue, terms
from guantong.catalogue.reading import parse_yaml
from guantong.decisions import decide
from guantong.population.assumptions import assumption
from guantong.population.headers import HEADERS, NAMES
from guantong.population.vocabulary import anniversaries, leap_days, years_before
from guantong.screening.register import DAY as DAY_TYPE
from guantong.screening.register import TABLES, vocabulary_of
from tests.population.conftest import DAY
from tests.population.registers import LISTS, YES, Row, documents, rows, types


def test_the_columns_are_those_of_the_normal_form() -> None:
    assert {*HEADERS, "finding"} == set(TABLES)
    assert HEADERS.keys() == NAMES.keys()
    for table, headers in HEADERS.items():
        assert set(headers) == set(TABLES[table].names)
        assert len(set(headers.values())) == len(headers)


def test_the_mapping_names_the_files_and_every_header(clean: Path) -> None:
    mapping = parse_yaml((clean / "mapping.yaml").read_bytes(), "mapping.yaml")

    assert {table: content["columns"] for table, content in mapping["tables"].items()} == HEADERS
    assert all((clean / content["file"]).is_dir() for content in mapping["tables"].values())


def test_days_are_days_and_codes_are_official_terms(clean: Path) -> None:
    for table, headers in HEADERS.items():
        found = rows(clean, table)
        for column in headers:
            if TABLES[table].field(column).type == DAY_TYPE:
                assert types(clean, table)[column] == "DATE"
            vocabulary = vocabulary_of(table, column)
            if vocabulary is None:
                continue
            vocabulary = "statement" if vocabulary == "trust" else vocabulary
            official = {term.zh for term in terms.vocabulary(vocabulary).terms}
            assert {row[column] for row in found} - {None} <= official


def test_a_day_column_of_damaged_rows_is_text(dirty: Path) -> None:
    assert {kind for table in HEADERS for kind in types(dirty, table).values()} == {"VARCHAR"}


def test_every_row_belongs_to_somebody_whose_list_is_given(clean: Path) -> None:
    people = {row["person_id"]: row for row in rows(clean, "person")}

    assert len(people) == len(rows(clean, "person"))
    for table, name in {**LISTS, "appraisal": "appraisals"}.items():
        assert all(people[row["person_id"]][name] == YES for row in rows(clean, table))


def test_rows_stand_in_the_order_of_their_people(clean: Path) -> None:
    for table in HEADERS:
        ids = [row["person_id"] for row in rows(clean, table)]
        assert ids == sorted(ids)


def test_a_year_is_appraised_once(clean: Path) -> None:
    years = Counter((row["person_id"], row["year"]) for row in rows(clean, "appraisal"))

    assert set(years.values()) == {1}


def test_every_person_is_a_case_without_errors(clean: Path) -> None:
    wrong = {}
    for person_id, document in documents(clean, DAY):
        try:
            parse_case(document, today=DAY)
        except CaseErrors as errors:
            wrong[person_id] = errors.errors

    assert wrong == {}


def has_edges(found: list[Row], column: str) -> bool:
    days = [row[column] for row in found]
    return bool(
        set(days) & set(anniversaries(DAY))
        and set(days) & set(leap_days(DAY))
        and any(day and day > DAY for day in days)
    )


def test_the_register_is_full_of_edges(clean: Path) -> None:
    people, jobs = rows(clean, "person"), rows(clean, "job")
    certificates, honours = rows(clean, "certificate"), rows(clean, "honour")
    born = {(row["birth_date"].month, row["birth_date"].day) for row in people if row["birth_date"]}

    assert has_edges(certificates, "issued_on")
    assert {(5, 31), (6, 1), (6, 2)} <= born
    assert {row["status"] for row in people} == {
        None,
        *(terms.name("status", code) for code in terms.codes("status")),
    }
    unlisted = set(assumption("unlisted_occupations").texts("names"))
    assert unlisted & {row["occupation"] for row in jobs}
    assert unlisted & {row["occupation"] for row in certificates}
    others = {row.short for code, row in catalogue().provinces.items() if code != "45"}
    assert len(others & {row["jurisdiction"] for row in honours}) > 2
    assert any(row["name"] and "省技术能手" in row["name"] for row in honours)
    assert any(row["to"] and row["to"] in (DAY, DAY - timedelta(1)) for row in rows(clean, "sanction"))
    open_jobs = Counter(row["person_id"] for row in jobs if row["to"] is None)
    assert max(open_jobs.values()) == 2


def test_jobs_have_gaps_and_do_not_end_before_they_begin(clean: Path) -> None:
    gaps = Counter[bool]()
    last: dict[str, date | None] = {}
    for row in rows(clean, "job"):
        assert row["to"] is None or row["to"] >= row["from"]
        if end := last.get(row["person_id"]):
            gaps[row["from"] - end > timedelta(1)] += 1
        last[row["person_id"]] = row["to"]

    assert gaps[True] > 100
    assert gaps[False] > 100


def test_every_verdict_and_the_routes_of_the_method_occur(clean: Path) -> None:
    honoured = {row["person_id"] for row in rows(clean, "honour")}
    verdicts, open_routes = set(), set()
    for number, (person_id, document) in enumerate(documents(clean, DAY)):
        if number < 60 or (person_id in honoured and number < 2600):
            for decision in decide(parse_case(document, today=DAY), with_readings=False).decisions:
                verdicts.add(decision.verdict)
                open_routes |= {route.route.name for route in decision.routes if route.verdict == "eligible"}

    assert verdicts == {"eligible", "not_eligible", "needs_evidence", "needs_human"}
    assert open_routes >= {
        "level_senior_worker",
        "level_technician",
        "level_senior_technician",
        "green_full_senior",
        "green_associate_senior",
        "title_entry",
        "title_after_certificate",
        "title_standard_years",
        "g18_technician_certificate",
        "g18_senior_worker_school",
    }


def test_before_the_method_everything_is_out_of_scope(clean: Path) -> None:
    day = date(2021, 10, 1)
    _, document = next(pair for pair in documents(clean, day) if "birth_date" in pair[1]["person"])
    document["appraisals"] = {}

    case = parse_case(document, today=DAY)

    assert "out_of_scope" in {decision.verdict for decision in decide(case, with_readings=False).decisions}


def test_a_year_before_a_leap_day_is_the_28th() -> None:
    assert years_before(date(2024, 2, 29), 1) == date(2023, 2, 28)
    assert years_before(date(2024, 2, 29), 4) == date(2020, 2, 29)


def test_no_number_of_a_certificate_names_a_site(clean: Path) -> None:
    numbers = {row["number"] for row in rows(clean, "certificate")} - {None}

    assert numbers
    assert all("45000000" in number or "4500000T" in number for number in numbers)
