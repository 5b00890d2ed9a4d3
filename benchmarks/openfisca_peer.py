"""The same routes for OpenFisca: a tax-benefit system of variables with formulas, one person a simulation.

OpenFisca's vectors hold one value a person, so lists become numbered slots, as its country packages do;
the yearly appraisal is a variable of the year. Periods of work are taken not to overlap.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import reduce
from typing import Any

import numpy as np
from openfisca_core.entities import Entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from .flat import skill_rank, title_rank
from .workload import ROUTES as LEVELS
from .workload import Answers

Formula = Callable[[Any, Any], Any]
JOBS, CERTIFICATES, TITLES, HONOURS, SANCTIONS = (range(1, n + 1) for n in (3, 3, 2, 2, 1))
NEVER = date(9999, 12, 31)
EFFECTIVE_FROM = np.datetime64("2021-10-26")
MEDALS = ("gold", "silver", "bronze")
NO_DAYS = np.timedelta64(0, "D")
NO_DATE = np.datetime64(NEVER)

PERSON = Entity("person", "persons", "A person", "")


def _variable(
    name: str, value_type: type, unit: DateUnit, formula: Formula | None = None, **more: Any
) -> type[Variable]:
    given: dict[str, object] = {
        "value_type": value_type,
        "entity": PERSON,
        "definition_period": unit,
        "label": name,
    }
    if formula is not None:
        given["formula"] = formula
    return type(name, (Variable,), {**given, **more})


def _input(name: str, value_type: type, **more: Any) -> type[Variable]:
    if value_type is date:
        more = {"default_value": NEVER, **more}
    return _variable(name, value_type, DateUnit.ETERNITY, **more)


def _answer(name: str, formula: Formula, value_type: type = bool) -> type[Variable]:
    return _variable(name, value_type, DateUnit.DAY, formula)


def _today(period: Any) -> np.datetime64:
    return np.datetime64(period.start.date)


def _any(items: Iterable[Any]) -> Any:
    return reduce(np.logical_or, items)


def _inputs() -> Iterable[type[Variable]]:
    yield from (_input(name, str) for name in ("status", "identity_type", "standard"))
    yield from (_input(name, bool) for name in ("lawful_work", "continuing_education", "results"))
    for i in SANCTIONS:
        yield from (_input(f"sanction_{i}_{end}", date) for end in ("from", "to"))
    for i in JOBS:
        yield from (_input(f"job_{i}_{end}", date) for end in ("from", "to"))
        yield from (_input(f"job_{i}_{match}", bool) for match in ("specialty", "occupation"))
    for i in CERTIFICATES:
        yield from (_input(f"certificate_{i}_kind", str), _input(f"certificate_{i}_level", int))
        yield _input(f"certificate_{i}_issued_on", date)
        yield from (
            _input(f"certificate_{i}_{name}", bool) for name in ("verified", "specialty", "occupation")
        )
    for i in TITLES:
        yield from (
            _input(f"title_{i}_level", int, default_value=-1),
            _input(f"title_{i}_obtained_on", date),
        )
    for i in HONOURS:
        yield from (_input(f"honour_{i}_{name}", str) for name in ("honour", "medal", "category"))
        yield from (_input(f"honour_{i}_current", bool), _input(f"honour_{i}_granted_on", date))
    yield _variable("appraisal_grade", str, DateUnit.YEAR)
    yield _variable("appraisal_in_line", bool, DateUnit.YEAR)


# --- formulas ---------------------------------------------------------------------------------------


def _running(kind: str, i: int) -> Formula:
    def formula(person: Any, period: Any) -> Any:
        today = _today(period)
        return (person(f"{kind}_{i}_from", period) <= today) & (today <= person(f"{kind}_{i}_to", period))

    return formula


def _presently(match: str) -> Formula:
    return lambda person, period: _any(
        person(f"job_{i}_{match}", period) & person(f"job_{i}_running", period) for i in JOBS
    )


def _lawful(person: Any, period: Any) -> Any:
    foreign = np.isin(person("identity_type", period), ("passport", "foreign_permanent_resident"))
    return ~foreign | person("lawful_work", period)


def _appraised(person: Any, period: Any) -> Any:
    years = [period.this_year.offset(-n) for n in (1, 2, 3)]
    return reduce(
        np.logical_and,
        (
            np.isin(person("appraisal_grade", year), ("excellent", "qualified"))
            & person("appraisal_in_line", year)
            for year in years
        ),
    )


def _may_apply(person: Any, period: Any) -> Any:
    status = person("status", period)
    return (
        person("in_force", period)
        & (status != "retired")
        & (status != "civil_servant")
        & ~_any(person(f"sanction_{i}_running", period) for i in SANCTIONS)
        & person("works_lawfully", period)
        & person("present_work_matches", period)
        & person("continuing_education", period)
        & person("results", period)
    )


def _usable(i: int) -> Formula:
    def formula(person: Any, period: Any) -> Any:
        kind = np.isin(person(f"certificate_{i}_kind", period), ("skill_level", "vocational_qualification"))
        issued = person(f"certificate_{i}_issued_on", period) <= _today(period)
        return kind & person(f"certificate_{i}_verified", period) & issued

    return formula


def _starts(person: Any, period: Any, match: str, certificate: int, job: int) -> Any:
    """The first day on which a job counts after a certificate, NEVER where it does not."""
    start = np.maximum(
        person(f"job_{job}_from", period), person(f"certificate_{certificate}_issued_on", period)
    )
    counts = person(f"job_{job}_{match}", period) & (start <= person(f"job_{job}_to", period))
    return np.where(counts, start, NO_DATE)


def _first_day(match: str, certificate: int) -> Formula:
    return lambda person, period: reduce(
        np.minimum, (_starts(person, period, match, certificate, job) for job in JOBS)
    )


def _days(match: str, certificate: int) -> Formula:
    def formula(person: Any, period: Any) -> Any:
        today, total = _today(period), NO_DAYS
        for job in JOBS:
            start = _starts(person, period, match, certificate, job)
            end = np.minimum(person(f"job_{job}_to", period) + np.timedelta64(1, "D"), today)
            total = total + np.maximum(end - start, NO_DAYS)
        return total.astype(int)

    return formula


def _anniversary(days: Any, years: int) -> Any:
    """The same day `years` later; the month's last day where there is none."""
    months = days.astype("datetime64[M]")
    later = months + 12 * years
    last = (later + 1).astype("datetime64[D]") - 1
    return np.minimum(later.astype("datetime64[D]") + (days - months.astype("datetime64[D]")), last)


def _full(person: Any, period: Any, match: str, certificate: int, years: int) -> Any:
    first = person(f"certificate_{certificate}_{match}_first_day", period).astype("datetime64[D]")
    worked = person(f"certificate_{certificate}_{match}_days", period)
    needed = (_anniversary(first, years) - first).astype(int)
    return (first < NO_DATE) & (worked >= needed)


def _years_after(match: str, level: str, years: int) -> Formula:
    rank = skill_rank(level)

    def formula(person: Any, period: Any) -> Any:
        return _any(
            person(f"certificate_{i}_usable", period)
            & person(f"certificate_{i}_{match}", period)
            & (person(f"certificate_{i}_level", period) >= rank)
            & _full(person, period, match, i, years)
            for i in CERTIFICATES
        )

    return formula


def _national(person: Any, period: Any, i: int) -> Any:
    honour, medal = person(f"honour_{i}_honour", period), person(f"honour_{i}_medal", period)
    return (
        np.isin(honour, ("china_skills_grand_award", "national_technical_expert"))
        | ((honour == "national_master_studio_lead") & person(f"honour_{i}_current", period))
        | ((honour == "state_council_allowance") & (person(f"honour_{i}_category", period) == "skilled"))
        | ((honour == "worldskills") & np.isin(medal, (*MEDALS, "excellence")))
    )


def _regional(person: Any, period: Any, i: int) -> Any:
    honour, medal = person(f"honour_{i}_honour", period), person(f"honour_{i}_medal", period)
    named = ("guangxi_skills_grand_award", "guangxi_technical_expert")
    elsewhere = ("provincial_skills_grand_award", "provincial_technical_expert")
    leads = ("regional_master_studio_lead", "provincial_master_studio_lead")
    return (
        np.isin(honour, (*named, *elsewhere))
        | (np.isin(honour, leads) & person(f"honour_{i}_current", period))
        | ((honour == "national_skills_competition") & np.isin(medal, MEDALS))
    )


def _honour_listed(listed: Callable[[Any, Any, int], Any]) -> Formula:
    return lambda person, period: _any(
        (person(f"honour_{i}_granted_on", period) <= _today(period)) & listed(person, period, i)
        for i in HONOURS
    )


def _both(*names: str) -> Formula:
    return lambda person, period: reduce(np.logical_and, (person(name, period) for name in names))


def _title(i: int, test: Callable[[Any], Any], person: Any, period: Any) -> Any:
    return (person(f"title_{i}_obtained_on", period) <= _today(period)) & test(
        person(f"title_{i}_level", period)
    )


def _title_held(test: Callable[[Any], Any]) -> Formula:
    return lambda person, period: (
        person("may_enter", period) & _any(_title(i, test, person, period) for i in TITLES)
    )


def _title_after(test: Callable[[Any], Any]) -> Formula:
    def formula(person: Any, period: Any) -> Any:
        return person("may_enter", period) & _any(
            _title(i, test, person, period)
            & person(f"certificate_{j}_usable", period)
            & person(f"certificate_{j}_occupation", period)
            & (person(f"certificate_{j}_issued_on", period) < person(f"title_{i}_obtained_on", period))
            for i in TITLES
            for j in CERTIFICATES
        )

    return formula


def _formulas() -> Iterable[type[Variable]]:
    yield _answer("in_force", lambda person, period: np.full(person.count, _today(period) >= EFFECTIVE_FROM))
    yield _answer("works_lawfully", _lawful)
    yield from (_answer(f"job_{i}_running", _running("job", i)) for i in JOBS)
    yield from (_answer(f"sanction_{i}_running", _running("sanction", i)) for i in SANCTIONS)
    yield _answer("present_work_matches", _presently("specialty"))
    yield _answer("post_matches", _presently("occupation"))
    yield _answer("appraised", _appraised)
    yield _answer("may_apply", _may_apply)
    yield _answer("may_enter", _both("in_force", "works_lawfully", "post_matches"))
    yield _answer("standard_in_force", lambda person, period: person("standard", period) == "g18")
    for i in CERTIFICATES:
        yield _answer(f"certificate_{i}_usable", _usable(i))
        for match in ("specialty", "occupation"):
            yield _answer(f"certificate_{i}_{match}_first_day", _first_day(match, i), date)
            yield _answer(f"certificate_{i}_{match}_days", _days(match, i), int)
    yield _answer("national_honour", _honour_listed(_national))
    yield _answer("regional_honour", _honour_listed(_regional))
    for level, years, target in (
        ("senior_worker", 2, "assistant"),
        ("technician", 3, "intermediate"),
        ("senior_technician", 4, "associate_senior"),
    ):
        yield _answer(f"years_as_{level}", _years_after("specialty", level, years))
        yield _answer(f"level_{level}@{target}", _both("may_apply", "appraised", f"years_as_{level}"))
    yield _answer("level_senior_technician@full_senior", lambda person, period: np.zeros(person.count, bool))
    for level in LEVELS["green_full_senior"]:
        yield _answer(f"green_full_senior@{level}", _both("may_apply", "national_honour"))
    yield _answer("green_associate_senior@associate_senior", _both("may_apply", "regional_honour"))
    for level, years, target in (
        ("junior_worker", 4, "intermediate_worker"),
        ("intermediate_worker", 5, "senior_worker"),
        ("senior_worker", 4, "technician"),
        ("technician", 4, "senior_technician"),
    ):
        yield _answer(f"ladder_to_{target}", _years_after("occupation", level, years))
        yield _answer(f"g18_{target}_certificate@{target}", _both("standard_in_force", f"ladder_to_{target}"))
    assistant, intermediate, senior = map(title_rank, ("assistant", "intermediate", "associate_senior"))
    yield _answer("title_entry@senior_worker", _title_held(lambda level: level >= assistant))
    yield _answer("title_entry@technician", _title_held(lambda level: level >= intermediate))
    yield _answer("title_entry@senior_technician", _title_held(lambda level: level >= senior))
    yield _answer("title_after_certificate@senior_worker", _title_after(lambda level: level == assistant))
    yield _answer("title_after_certificate@technician", _title_after(lambda level: level == intermediate))
    yield _answer("title_after_certificate@senior_technician", _title_after(lambda level: level >= senior))


class OpenFiscaPeer:
    """The tax-benefit system, built once."""

    def __init__(self) -> None:
        self.system = TaxBenefitSystem([PERSON])
        for variable in (*_inputs(), *_formulas()):
            self.system.add_variable(variable)
        self.names = [f"{name}@{level}" for name, levels in LEVELS.items() for level in levels]

    def ask(self, facts: Mapping[str, Any], *, trace: bool) -> Answers:
        """A simulation of one person; with `trace` every calculation is recorded."""
        day = facts["as_of"]
        simulation = SimulationBuilder().build_from_entities(
            self.system, {"persons": {"person": facts["values"]}}
        )
        simulation.trace = trace
        return {name: bool(simulation.calculate(name, day)[0]) for name in self.names}

    @staticmethod
    def facts(flat: Mapping[str, Any]) -> dict[str, Any]:
        """The flat facts as values of variables, by period."""
        person = {key: value for key, value in flat["person"].items() if value is not None}
        values: dict[str, Any] = {**person, "standard": flat["standard"]}
        lists = {
            "sanction": "sanctions",
            "job": "jobs",
            "certificate": "certificates",
            "title": "titles",
            "honour": "honours",
        }
        for kind, name in lists.items():
            for i, row in enumerate(flat[name], 1):
                values |= {f"{kind}_{i}_{key}": value for key, value in row.items() if value is not None}
        periods: dict[str, Any] = {name: {"ETERNITY": value} for name, value in values.items()}
        periods["appraisal_grade"] = {str(row["year"]): row["grade"] for row in flat["appraisals"]}
        periods["appraisal_in_line"] = {str(row["year"]): row["specialty"] for row in flat["appraisals"]}
        return {"as_of": flat["as_of"], "values": periods}
