"""The worked cases as a page for people: `python -m guantong.proof.page [FILE]` writes docs/worked-cases.md."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

from guantong.decisions.words import Words
from guantong.policy import load_policy

from .cases import answer, load_worked_cases
from .facts import facts_in_short

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guantong.decisions.answers import Decision
    from guantong.policy import Policy

    from .cases import WorkedCase

PAGE: Final = Path("docs/worked-cases.md")
_HEAD: Final = """# 算例 · Worked cases

由 `python -m guantong.proof.page` 从各文件的 `cases/*.yaml` 生成，请勿手改；每一个算例都是一项测试。
Generated from the worked cases of the packs; every case is a test. Do not edit by hand.

“可以申报”只是可以提出申请，不是取得职称或等级。日期是最早可以申报之日。
带点号的算例与点号前的事实相同，只换一种读法。只写数字的算例由委托方给出；其中 56 是评委会计票，属于评审程序，不在此列。
"""
_TABLE: Final = "| 算例 | 问题 Question | 事实 | 申报日 | 答案 | 依据 | 读法 |\n| --- | --- | --- | --- | --- | --- | --- |"
_SUPPLEMENTS: Final = {"theory_exemption": "免理论考试", "education_equivalence": "学历比照"}


def render(policy: Policy, cases: Sequence[WorkedCase]) -> str:
    """The page: a table for each topic of each document."""
    parts = [_HEAD]
    places = {pack: place for place, pack in enumerate(policy.packs)}
    ordered = sorted(cases, key=lambda case: places[case.pack])
    for pack, of_pack in groupby(ordered, key=lambda case: case.pack):
        document = policy.packs[pack].document
        parts.append(f"## {document.number or document.name.zh} `{pack}`\n\n{document.name.en}\n")
        for topic, of_topic in groupby(of_pack, key=lambda case: case.topic):
            rows = "\n".join(_row(policy, case) for case in of_topic)
            parts.append(f"### {topic.zh} · {topic.en}\n\n{_TABLE}\n{rows}\n")
    return "\n".join(parts)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the page to the file named, or to its place below the working directory."""
    given = sys.argv[1:] if arguments is None else arguments
    path = Path(given[0]) if given else PAGE
    path.write_text(render(load_policy(), load_worked_cases()), "utf-8")


def _row(policy: Policy, case: WorkedCase) -> str:
    words = Words(policy, "zh")
    found = answer(case, policy, with_readings=False)
    pairs = [(_decision(found.decisions, expected.get("target", 0)), expected) for expected in case.expect]
    answers = [line for decision, expected in pairs for line in _answers(words, decision, expected)]
    carrying = [clause for decision, _ in pairs for clause in decision.clauses]
    cells = (
        case.id,
        f"{case.title.zh}<br>{case.title.en}",
        "；".join(facts_in_short(case, words)),
        case.case.as_of.isoformat(),
        "<br>".join(answers),
        "<br>".join(_clauses(case) or dict.fromkeys(carrying)),
        "<br>".join(_readings(policy, case)),
    )
    return f"| {' | '.join(cell.replace('|', '｜') for cell in cells)} |"


def _decision(decisions: Sequence[Decision], target: int | Mapping[str, str]) -> Decision:
    if isinstance(target, int):
        return decisions[target]
    wanted = target.items()
    return next(d for d in decisions if all(getattr(d.target, name) == value for name, value in wanted))


def _answers(words: Words, decision: Decision, expected: Mapping[str, object]) -> Iterator[str]:
    if "verdict" in expected:
        day = f"，{expected['eligible_from']}" if expected.get("eligible_from") else ""
        level = expected.get("counts_as")
        compared = f"，比照{words.value('title_level', str(level))}" if level else ""
        yield f"{decision.name}：{_verdict(words, expected)}{day}{compared}"
    for key, label in _SUPPLEMENTS.items():
        beside = expected.get(key)
        if isinstance(beside, Mapping):
            level = beside.get("counts_as")
            yield f"{label}：{_verdict(words, beside)}" + (
                f"（{words.value('education_kind', str(level))}）" if level else ""
            )


def _verdict(words: Words, expected: Mapping[str, object]) -> str:
    """The verdict with what is missing or who has to decide what."""
    reasons = [words.path(path) for path in _listed(expected.get("missing"))]
    question = words.policy.questions.get(str(expected.get("unmet_question")))
    if question is not None:
        reasons.append(f"{question.label.zh}，由{question.decided_by.zh}认定")
    verdict = words.value("verdict", str(expected["verdict"]))
    return f"{verdict}（{'；'.join(reasons)}）" if reasons else verdict


def _clauses(case: WorkedCase) -> Mapping[str, None]:
    """The clauses that the case is about, each once."""
    cited = [clause for expected in case.expect for clause in _listed(expected.get("clauses"))]
    return dict.fromkeys([*case.clauses, *cited])


def _listed(value: object) -> Sequence[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else []


def _readings(policy: Policy, case: WorkedCase) -> Iterator[str]:
    for reading, option in case.readings.items():
        yield f"{reading} {policy.readings[reading].options[option].zh}"
    for standard in case.policy.get("standards") or ():
        yield f"登记：{standard['occupation']} {standard['pattern']}，{standard['in_force_from']} 起"
    for notice in case.policy.get("exam_notices") or ():
        yield f"登记：{notice['year']} 年报名通知{'认可' if notice['answer'] else '不认可'}"


if __name__ == "__main__":
    main()
