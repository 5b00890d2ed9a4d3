"""`guantong path`: what opens when for a person, and the quickest way to a goal."""

from typing import Annotated

import typer

from guantong.cli.options import AsJson, AsOf, Lang, PolicyFile, Today


def path(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="案例文件；- 表示标准输入。 / A case file; - is standard input.",
            show_default=False,
        ),
    ],
    goal: Annotated[
        str | None,
        typer.Option(
            "--goal",
            metavar="GOAL",
            help="想达到的职称或等级，如 副高级、工程:机械制造:中级、电工:技师；不写则列出全部。 / The title or level wanted; without it, everything related.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOf = None,
    json: AsJson = False,
    lang: Lang = "zh",
    policy: PolicyFile = None,
    today: Today = None,
) -> None:
    """什么时候能报什么，怎样最快达到目标。 / The quickest way to a goal."""
    from guantong.cli import failures, inputs
    from guantong.cli.screen import Screen, write
    from guantong.cli.sentences import heading
    from guantong.pathways import GoalError, lines, parse_goal, prospects, quickest
    from guantong.wording.language import Wording

    say = Wording(lang)
    with failures.told(say, json_too=json):
        day, now = inputs.day("--as-of", as_of, say), inputs.day("--today", today, say)
        rules = inputs.policy(policy, say)
        case = inputs.case(file, now, say, as_of=day)
        try:
            wanted = None if goal is None else parse_goal(goal, rules.catalogue, lang)
        except GoalError as error:
            raise failures.Failure(failures.Problem("--goal", error.message, error.hint)) from None
    found = (
        prospects(case, rules, lang=lang)
        if wanted is None
        else quickest(case, wanted, policy=rules, lang=lang)
    )
    if json:
        write(failures.as_json(found.to_dict()))
        return
    screen = Screen()
    screen.line((heading(case, say), "bold"))
    screen.line((f"{say.day(case.as_of)} · {rules.leading.document.number}", "dim"))
    screen.gap()
    for line in lines(found):
        text = line.lstrip()
        indent = len(line) - len(text)
        screen.line(text, indent=indent, hang=indent + 2)
