"""The entry: decide a case for what it asks, or for what is related to the person."""

from collections import OrderedDict
from dataclasses import replace
from datetime import date

from guantong.cases.model import Case, Target
from guantong.policy import load_policy
from guantong.policy.model import Language, Policy

from .answers import Answer, Decision, PackUsed
from .engine import Engine, Session
from .notes import later_facts
from .targets import asked_targets
from .words import Words


def decide(
    case: Case,
    *,
    as_of: date | None = None,
    today: date | None = None,
    policy: Policy | None = None,
    lang: Language = "zh",
    with_readings: bool = True,
) -> Answer:
    """What the person may apply for on the day, by which route and clause, what is missing, and from when.

    `as_of` replaces the day of the case. `today` is the day of reading, on which facts are still to come or
    not; it changes notes, never an answer. `policy` is the shipped one unless given. Without
    `with_readings` no reading is flipped, and `readings` of every route is empty; that is faster.
    """
    if as_of is not None:
        case = replace(case, as_of=as_of)
    rules = load_policy() if policy is None else policy
    session = Session(engine_for(rules), case, lang, with_readings=with_readings)
    decisions = tuple(_decide(session, target) for target in asked_targets(case, rules.catalogue))
    notes = (*case.notes, *later_facts(case, today or date.today()))
    packs = tuple(PackUsed(p.id, p.document.version, p.digest) for p in rules.packs.values())
    return Answer(case.as_of, packs, decisions, notes, lang, rules.catalogue.digest, rules.choices)


_KEPT = 64
"""How many policies keep their engine; a program that goes through many overlays must not grow."""

_engines: "OrderedDict[Policy, Engine]" = OrderedDict()


def engine_for(policy: Policy) -> Engine:
    """The engine of a policy, compiled once, and once for overlays that switch no reading."""
    engine = _engines.get(policy)
    if engine is None:
        alike = next((known for known in _engines.values() if known.serves(policy)), None)
        engine = Engine(policy) if alike is None else alike.under(policy)
    _engines[policy] = engine
    _engines.move_to_end(policy)
    while len(_engines) > _KEPT:
        _engines.popitem(last=False)
    return engine


def _decide(session: Session, target: Target) -> Decision:
    session.bind(target)
    engine = session.engine
    routes = tuple(session.answer(route) for route in engine.routes_to(target))
    supplements = {}
    for route in engine.supplements_to(target):
        answer = session.supplement(route)
        if answer is not None:
            supplements[route.route.name] = answer
    notes = dict.fromkeys(note for route in routes for note in route.notes)
    notes.update(dict.fromkeys(_standing_notes(session, target)))
    return Decision(target, name_of(target, session.words), routes, supplements, tuple(notes))


def name_of(target: Target, words: Words) -> str:
    """The target in the title's own name, as 工程师（机械制造） or 电工 技师."""
    match target.direction:
        case "title_review":
            series, level = target.series, target.level
            if series is None or level is None:
                return words.say("职称", "title")
            name = words.catalogue.title_name(series, target.specialty, level, words.lang)
            return name + words.bracketed(target.specialty) if target.specialty else name
        case "skill_evaluation":
            level_name = words.value("skill_level", target.level)
            return f"{words.value('occupation', target.occupation)} {level_name}"
        case "qualification_exam":
            return words.say("{}{}资格考试", "{} exam, {}").format(
                words.value("exam_field", target.field), words.value("exam_level", target.level)
            )
        case _:
            return words.value("matter", target.matter)


def _standing_notes(session: Session, target: Target) -> list[str]:
    words, case, leading = session.words, session.case, session.engine.policy.leading
    notes = []
    pending = [
        a.year for a in case.appraisals or () if a.grade == "pending" and a.year == case.as_of.year - 1
    ]
    if pending and target.direction == "title_review":
        notes.append(
            words.say(
                f"{pending[0]} 年度考核尚未确定，先看之前三年；评委会召开前须更新（A01）",
                f"The appraisal of {pending[0]} is not decided; the three years before it are used until the committee meets (A01)",
            )
        )
    if target.direction == "title_review":
        notes.append(
            words.say(
                "正常晋升和首次申报按各系列条件办理，本系统未收录，请咨询职改办（2.2.1.2a）",
                "Ordinary promotion and first application follow the conditions of the series, which are not recorded here; ask the title office (2.2.1.2a)",
            )
        )
    review = leading.document.review_after
    if review is not None and case.as_of >= review:
        notes.append(
            words.say(
                f"{leading.document.number}已到须核实效力的日期，是否继续有效请向主管部门核实（A46）",
                f"{leading.document.number} has reached the day on which its validity must be confirmed; ask the authority whether it is still in force (A46)",
            )
        )
    return notes
