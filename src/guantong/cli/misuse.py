"""A command that cannot be run as it was typed: what is wrong with it, in the language asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guantong.cli.failures import Failure, Problem, refuse
from guantong.wording.language import Wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typer.exceptions import TyperException

    from guantong.wording.language import Language


def explain(error: TyperException, arguments: Sequence[str]) -> int:
    """Tell what is wrong and return the exit code."""
    say = Wording(_language(arguments))
    if type(error).__name__ == "NoArgsIsHelpError":
        from guantong.cli.screen import write

        write(error.format_message())
        return error.exit_code
    hint = say("用法见 guantong --help")
    problem = Problem("", _sentence(error, say), hint)
    return refuse(Failure(problem, code=error.exit_code), say, json_too="--json" in arguments)


def _language(arguments: Sequence[str]) -> Language:
    """The language asked for; the command has not been understood, so its options are looked for by eye."""
    joined = " ".join(arguments)
    return "en" if "--lang en" in joined or "--lang=en" in joined else "zh"


def _sentence(error: TyperException, say: Wording) -> str:
    match type(error).__name__:
        case "NoSuchOption":
            return say("没有 {option} 这个选项", option=getattr(error, "option_name", ""))
        case "MissingParameter":
            return say("缺少 {name}", name=_name(error))
        case "BadParameter":
            return say("{name} 的值不对：{reason}", name=_name(error), reason=error.message)
    if error.message.startswith("No such command"):
        return say("没有 {command} 这个命令", command=error.message.split("'")[1])
    return error.message


def _name(error: TyperException) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return ""
    return str(parameter.metavar if parameter.param_type_name == "argument" else parameter.opts[0])
