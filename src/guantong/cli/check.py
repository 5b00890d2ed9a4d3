"""`guantong check`: what one person may apply for, from when, on which clause."""

from typing import Annotated

import typer

from guantong.cli.options import AsJson, AsOf, Lang, PolicyFile, Today


def check(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE…",
            help="案例文件（YAML 或 JSON），可以有几个；- 表示标准输入。 / Case files; - is standard input.",
            show_default=False,
        ),
    ],
    as_of: AsOf = None,
    json: AsJson = False,
    lang: Lang = "zh",
    policy: PolicyFile = None,
    today: Today = None,
    no_readings: Annotated[
        bool,
        typer.Option("--no-readings", help="不比较不同的读法，更快。 / Do not compare readings; faster."),
    ] = False,
) -> None:
    """判断一个人可以申报什么、从哪天起、依据哪一条。 / What may be applied for."""
    from guantong.cli import failures, inputs
    from guantong.cli.person import PersonText
    from guantong.cli.screen import Screen, write
    from guantong.decisions import decide
    from guantong.wording.language import Wording

    say = Wording(lang)
    with failures.told(say, json_too=json):
        day, now = inputs.day("--as-of", as_of, say), inputs.day("--today", today, say)
        rules = inputs.policy(policy, say)

    documents: list[dict[str, object]] = []
    screen, told, failed = Screen(), 0, False
    for file in files:
        try:
            case = inputs.case(file, now, say, as_of=day)
        except failures.Failure as failure:
            failed = True
            documents.append(failure.to_dict())
            failures.tell(failure, say, say("标准输入") if file == "-" else file)
            continue
        answer = decide(case, today=now, policy=rules, lang=lang, with_readings=not no_readings)
        if json:
            documents.append(answer.to_dict())
            continue
        if told:
            screen.gap()
            screen.gap()
        told += 1
        PersonText(screen, case, answer, rules, say).write()
    if json:
        write(failures.as_json(documents[0] if len(files) == 1 else documents))
    if failed:
        raise typer.Exit(failures.BAD_INPUT)
