"""The policy library: documents, clauses, readings, numbers, catalogue, glossary, worked cases, versions."""

from __future__ import annotations

from io import StringIO
from itertools import groupby
from typing import TYPE_CHECKING, Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET
from ruamel.yaml import YAML

from guantong.catalogue import terms
from guantong.decisions import decide
from guantong.decisions.words import Words
from guantong.policy import load_policy
from guantong.policy.exporting import exported
from guantong.proof.cases import overlaid
from guantong.proof.facts import facts_in_short

from ... import clock
from ...accounts.access import has_role
from ...policies.access import READERS, may_propose
from ...policies.glossary import search as glossary_search
from ...policies.library import clause_shown, clauses_of, reading_shown, search, worked_cases
from ...policies.selectors import policy_in_force, waiting
from . import showing
from .findings import choices_of
from .showing import Sure, language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from guantong.policy import Policy
    from guantong.policy.model import Language
    from guantong.proof.cases import WorkedCase

_LONGEST_QUERY: Final = 100
_MOST_CASES: Final = 12


@require_GET
def policies(request: HttpRequest) -> HttpResponse:
    """The documents, and a search over clauses, readings, numbers and occupations."""
    policy, lang, today = policy_in_force(clock.today()), language(), clock.today()
    query = _query(request)
    found = search(policy, query, lang) if query else ()
    context = {
        "documents": [showing.document(pack, today, lang) for pack in policy.packs.values()],
        "query": query,
        "found": [(one, _address(one.kind, one.name)) for one in found],
        "waits": len(waiting()) if (reads := has_role(request.user, *READERS, today=today)) else 0,
        "reads_waiting": reads,
    }
    return render(request, "policies/index.html", context)


def _address(kind: str, name: str) -> str:
    match kind:
        case "clause":
            return reverse("policies_clause", kwargs={"clause": name})
        case "reading":
            return reverse("policies_reading", kwargs={"reading": name})
        case "parameter":
            return f"{reverse('policies_parameters')}#{name.replace('#', '.')}"
        case _:
            return f"{reverse('policies_occupations')}#{name}"


@require_GET
def document(request: HttpRequest, pack: str) -> HttpResponse:
    """A document: what it is, its clauses by gist, its routes, readings and numbers."""
    policy, lang = policy_in_force(clock.today()), language()
    found = policy.packs.get(pack)
    if found is None:
        raise Http404
    context = {
        "shown": showing.document(found, clock.today(), lang),
        "clauses": [
            (name, one, one.gist.in_(lang), any(e.startswith("step:") for e in one.realised_by))
            for name, one in clauses_of(found)
        ],
        "routes": [(r, r.label.in_(lang), r.clauses) for r in (*found.routes, *found.supplements)],
        "readings": [(r.id, r.question.in_(lang)) for r in found.readings.values()],
        "parameters": [showing.parameter(fact, lang) for fact in found.parameters.values()],
    }
    return render(request, "policies/document.html", context)


@require_GET
def clause(request: HttpRequest, clause: str) -> HttpResponse:
    """A clause: its gist, what carries it out, what is read into it, and the worked cases that turn on it."""
    policy, lang = policy_in_force(clock.today()), language()
    shown = clause_shown(policy, clause, lang)
    if shown is None:
        raise Http404
    context = {
        "shown": shown,
        "gist": shown.provision.gist.in_(lang),
        "other": shown.provision.gist.in_("en" if lang == "zh" else "zh"),
        "document": showing.document(shown.pack, clock.today(), lang),
        "readings": [(r.id, r.question.in_(lang)) for r in shown.readings],
        "parameters": [showing.parameter(fact, lang) for fact in shown.parameters],
        "routes": [(r.name, r.label.in_(lang)) for r in shown.routes],
        "cases": [(one.name, one.title.in_(lang)) for one in shown.cases[:_MOST_CASES]],
        "more_cases": max(0, len(shown.cases) - _MOST_CASES),
    }
    return render(request, "policies/clause.html", context)


@require_GET
def readings(request: HttpRequest) -> HttpResponse:
    """Every point that the texts leave open, with the option that holds now."""
    policy, lang = policy_in_force(clock.today()), language()
    listed = [
        (r, r.question.in_(lang), _chosen(policy, r.id, lang), r.decided_by.in_(lang), r.id in policy.choices)
        for r in policy.readings.values()
    ]
    return render(request, "policies/readings.html", {"readings": listed})


def _chosen(policy: Policy, name: str, lang: Language) -> str:
    found = policy.readings[name]
    return found.options[policy.choices.get(name, found.default)].in_(lang) if found.options else ""


@require_GET
def reading(request: HttpRequest, reading: str) -> HttpResponse:
    """An open point: its options, who decides, which routes and worked cases turn on it."""
    policy, lang = policy_in_force(clock.today()), language()
    shown = reading_shown(policy, reading)
    if shown is None:
        raise Http404
    it = shown.reading
    context = {
        "shown": shown,
        "question": it.question.in_(lang),
        "options": [(option, text.in_(lang), option == shown.chosen) for option, text in it.options.items()],
        "decided_by": it.decided_by.in_(lang),
        "why_not_compared": it.why_not_compared.in_(lang) if it.why_not_compared else "",
        "routes": [(r.name, r.label.in_(lang)) for r in shown.routes],
        "cases": [(one.name, one.title.in_(lang)) for one in shown.cases[:_MOST_CASES]],
        "more_cases": max(0, len(shown.cases) - _MOST_CASES),
        "settled": it.id in policy.choices,
        "chosen_here": choices_of(request, it.id),
        "officer": may_propose(request.user, today=clock.today()),
    }
    return render(request, "policies/reading.html", context)


@require_GET
def parameters(request: HttpRequest) -> HttpResponse:
    """Every number, date and list, with its source and how sure it is."""
    policy, lang = policy_in_force(clock.today()), language()
    listed = [
        (
            showing.document(pack, clock.today(), lang),
            [showing.parameter(f, lang) for f in pack.parameters.values()],
        )
        for pack in policy.packs.values()
        if pack.parameters
    ]
    return render(request, "policies/parameters.html", {"packs": listed})


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """What the policies speak of and do not define: series, honours, majors, standards, linking methods."""
    known, lang = policy_in_force(clock.today()).catalogue, language()
    linked = {row.series for row in known.title_lines}
    context = {
        "series": [
            (
                s,
                s.name.zh if lang == "zh" else s.name.en,
                known.specialties(s.code),
                Sure(s.confidence),
                s.code in linked,
            )
            for s in known.series.values()
        ],
        "honours": [
            (h, h.name.zh if lang == "zh" else h.name.en, Sure(h.confidence)) for h in known.honours.values()
        ],
        "disciplines": [
            (d, d.name.zh if lang == "zh" else d.name.en, Sure(d.confidence)) for d in known.disciplines
        ],
        "standards": known.standards,
        "default_pattern": known.default_pattern[0],
        "default_sure": Sure(known.default_pattern[1]),
        "linking_methods": known.linking_methods,
        "occupations": len(known.occupations),
        "sources": known.sources,
        "digest": known.digest,
    }
    return render(request, "policies/catalogue.html", context)


@require_GET
def occupations(request: HttpRequest) -> HttpResponse:
    """The occupations with what they are related to, and their older names."""
    known, lang = policy_in_force(clock.today()).catalogue, language()
    listed = [showing.occupation(row, known, lang) for row in known.occupations.values()]
    return render(
        request, "policies/occupations.html", {"occupations": listed, "complete": Sure(known.completeness)}
    )


@require_GET
def glossary(request: HttpRequest) -> HttpResponse:
    """The words, from the files in which the engine and the documentation have them; all, or those looked for."""
    lang, names = language(), showing.vocabulary_names()
    query = _query(request)
    found = glossary_search(query)
    context = {
        "query": query,
        "groups": [
            (group, (group.zh if lang == "zh" else group.en) or names.get(group.id, group.id))
            for group in found
        ],
        "count": sum(len(group.words) for group in found),
    }
    return render(request, "policies/glossary.html", context)


def _query(request: HttpRequest) -> str:
    """What somebody looks for, without what a database or a page cannot hold."""
    return request.GET.get("q", "").replace("\0", "")[:_LONGEST_QUERY].strip()


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """The worked cases by document and topic."""
    lang, packs = language(), load_policy().packs
    places = {pack: place for place, pack in enumerate(packs)}
    ordered = sorted(worked_cases().values(), key=lambda one: places[one.pack])
    listed = [
        (packs[pack].document, [(topic.in_(lang), _titles(of_topic, lang)) for topic, of_topic in groupby(of_pack, lambda one: one.topic)])
        for pack, of_pack in groupby(ordered, lambda one: one.pack)
    ]  # fmt: skip
    return render(request, "policies/cases.html", {"packs": listed, "count": len(ordered)})


def _titles(cases: Iterable[WorkedCase], lang: Language) -> list[tuple[str, str, str]]:
    return [(one.name, one.id, one.title.in_(lang)) for one in cases]


@require_GET
def case(request: HttpRequest, case: str) -> HttpResponse:
    """A worked case: its facts, what the engine decides, and the clauses and readings on which that turns."""
    worked = worked_cases().get(case)
    if worked is None:
        raise Http404
    lang, policy = language(), load_policy()
    found = decide(worked.case, policy=overlaid(policy, worked.policy), lang=lang, with_readings=False)
    context = {
        "worked": worked,
        "title": worked.title.in_(lang),
        "topic": worked.topic.in_(lang),
        "document": policy.packs[worked.pack].document,
        "facts": tuple(facts_in_short(worked, Words(policy, "zh"))) if lang == "zh" else (),
        "yaml": _yaml(worked),
        "decisions": found.decisions,
        "readings": [
            (name, policy.readings[name].options[option].in_(lang))
            for name, option in worked.readings.items()
        ],
        "verdicts": {code: terms.name("verdict", code, lang) for code in terms.codes("verdict")},
    }
    return render(request, "policies/case.html", context)


def _yaml(worked: WorkedCase) -> str:
    """The case document as it stands in the pack."""
    text = StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.allow_unicode = True
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.dump(dict(worked.document), text)
    return text.getvalue()


@require_GET
def export(request: HttpRequest, pack: str) -> HttpResponse:
    """A pack as canonical JSON with its digest; `guantong pack diff` compares two of them."""
    found = policy_in_force(clock.today()).packs.get(pack)
    if found is None:
        raise Http404
    response = HttpResponse(f"{exported(found)}\n", content_type="application/json; charset=utf-8")
    name = f"{pack.replace('/', '-')}-{found.document.version}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
