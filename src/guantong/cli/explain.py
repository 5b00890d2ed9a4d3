"""`guantong explain`: what a clause, route, reading, parameter, requirement or fact says, and what hangs on it."""

from typing import Annotated

import typer

from guantong.cli.options import Lang, PolicyFile


def explain(
    word: Annotated[
        str,
        typer.Argument(
            metavar="WORD",
            help="条款、通道、读法、参数、要求或事实的编号。 / A clause, route, reading, parameter, requirement or fact.",
            show_default=False,
        ),
    ],
    lang: Lang = "zh",
    policy: PolicyFile = None,
) -> None:
    """说明一个条款、通道、读法或参数。 / Explain a clause, route or reading."""
    from guantong.cli import failures, inputs
    from guantong.cli.explanations import Explanation
    from guantong.cli.names import Names
    from guantong.cli.screen import Screen
    from guantong.wording.language import Wording

    say = Wording(lang)
    with failures.told(say):
        rules = inputs.policy(policy, say)
        names = Names(rules)
        found = names.find(word)
        if not found:
            near = names.nearest(word)
            hint = say("相近的有 {names}", names=say.joined(*near)) if near else ""
            raise failures.Failure(failures.Problem("", say("没有找到 {word}", word=word), hint))
    explanation = Explanation(Screen(), rules, say)
    for place, named in enumerate(found):
        if place:
            explanation.screen.gap()
        explanation.write(named)
