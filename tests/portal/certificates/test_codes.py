"""The code that somebody reads out on the telephone leads to one refusal, not to two."""

import ast
from collections import defaultdict
from pathlib import Path

from guantong.portal import certificates


def test_no_code_stands_for_different_refusals_in_two_modules() -> None:
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for file in Path(certificates.__file__).parent.glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            match call:
                case ast.Call(args=[ast.Constant(value=str(code)), text, *_]) if code.startswith("E-CER-"):
                    said[code][file.name].add(ast.unparse(text))

    assert said["E-CER-040"].keys() >= {"answering.py", "batches.py"}, "the codes are found"
    twice = {code: dict(by) for code, by in said.items() if len(by) > 1}
    assert [by for by in twice.values() if len(set.union(*by.values())) > 1] == []
