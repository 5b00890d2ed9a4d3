"""A pack that cannot be used says every reason, with file and line; one that can is remembered by its digest."""

from __future__ import annotations

import shutil
from copy import deepcopy
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from guantong.catalogue.reading import PACKS, read_yaml
from guantong.conditions import nodes as n
from guantong.policy import PackErrors, PackProblem, load_policy
from guantong.policy.loading import digest, schema
from guantong.policy.model import Text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WORDS = {"zh": "字", "en": "words"}
Pack = dict[str, Any]


def pack() -> Pack:
    """The smallest pack that loads: one route, one requirement."""
    requirement = {
        "label": WORDS,
        "clause": "1",
        "when": {"within": {"from": {"parameter": "start"}}},
        "met": WORDS,
        "unmet": WORDS,
    }
    return {
        "document": {
            "id": "xx/rule", "version": "1.0.0", "number": "一", "name": WORDS, "issuer": WORDS, "rank": "regional", "leads": True,
            "effective_from": "2021-10-26", "confidence": "H", "source": {"copy": "one"}, "yields_to": [{"rank": "national"}],
        },
        "provisions": {"provisions": [{"id": "1", "kind": "rule", "gist": WORDS, "realised_by": ["route:way"], "keywords": [1]}]},
        "parameters": {
            "source": "文件",
            "parameters": [
                {"id": "start", "value": "2021-10-26", "unit": "date", "clause": "1", "confidence": "L", "label": WORDS},
                {"id": "levels", "value": {"low": "high"}, "unit": "levels", "clause": "1", "confidence": "H", "label": WORDS, "source": "另一文件"},
            ],
        },
        "readings": {
            "readings": [
                {"id": "R1", "clause": "1", "kind": "decides", "question": WORDS, "default": "b", "options": {"a": WORDS, "b": WORDS}, "decided_by": WORDS},
                {"id": "R2", "clause": "1", "kind": "process", "question": WORDS, "decided_by": WORDS, "why_not_compared": WORDS},
            ]
        },
        "definitions": {
            "conditions": {"open": "always"},
            "requirements": {"in_force": requirement},
            "questions": {"other": {"label": WORDS, "decided_by": WORDS}},
            "notes": {"plain": {"clause": "1", "text": WORDS}},
        },
        "routes": {
            "routes": [
                {
                    "name": "way", "direction": "title_review", "label": WORDS, "opens": {"title_level": ["assistant"]}, "tries": ["certificate"],
                    "clauses": ["1"], "requires": ["in_force", requirement | {"name": "here", "also": ["1"]}], "notes": ["plain"],
                    "counts_as": {"fact": "certificate.level", "tables": ["levels", "nothing"]},
                    "swallowed_by": {"other": WORDS},
                }
            ]
        },
    }  # fmt: skip


def write(root: Path, *packs: Pack) -> Path:
    """Write the files of packs below `root`."""
    for one in packs:
        folder = (
            root / one["document"].get("id", "xx/rule")
            if isinstance(one["document"], dict)
            else root / "xx/rule"
        )
        folder.mkdir(parents=True)
        for name, content in one.items():
            if isinstance(content, str):
                (folder / f"{name}.yaml").write_text(content, "utf-8")
            else:
                with (folder / f"{name}.yaml").open("w", encoding="utf-8") as file:
                    YAML(typ="safe").dump(content, file)
    return root


def problems(root: Path) -> tuple[PackProblem, ...]:
    with pytest.raises(PackErrors) as caught:
        load_policy(root)
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return caught.value.problems


def test_the_smallest_pack_loads(tmp_path: Path) -> None:
    policy = load_policy(write(tmp_path, pack()))
    found = policy.leading
    assert found.id == "xx/rule"
    assert found.document.effective_from == date(2021, 10, 26)
    assert found.document.effective_to is None
    assert found.document.source == "copy=one"
    assert found.document.yields_to == ("rank=national",)
    assert found.provisions["1"].keywords == ("1",)
    assert policy.provision("1") is policy.provision("xx/rule#1") is found.provisions["1"]
    assert policy.provision("2") is policy.provision("yy/rule#1") is None
    start = found.parameters["start"]
    assert start.parameter == n.Parameter("xx/rule#start", date(2021, 10, 26).toordinal(), True)
    assert (start.clause, start.source) == ("1", "文件")
    assert found.parameters["levels"].parameter.value == ("low=high",)
    assert found.parameters["levels"].source == "另一文件"
    assert list(found.readings["R1"].options) == ["b", "a"]
    assert found.readings["R1"].default == "b"
    assert found.readings["R1"].compared
    assert not found.readings["R2"].compared
    assert found.readings["R2"].why_not_compared == Text("字", "words")
    assert policy.questions["other"].decided_by.in_("en") == "words"
    (route,) = policy.routes
    assert [r.name for r in route.requirements] == ["in_force", "here"]
    assert route.requirements[1].clauses == ("1", "1")
    assert route.requirements[0].otherwise == "not_eligible"
    assert route.remarks[0].when == n.ALWAYS_NODE
    assert route.counts_as is not None
    assert [table.id for table in route.counts_as.tables] == ["xx/rule#levels"]
    assert route.swallowed_by["other"].zh == "字"
    assert load_policy(tmp_path) is policy


def spoilt(change: Callable[[Pack], Any]) -> Pack:
    """The smallest pack after a change."""
    made = deepcopy(pack())
    change(made)
    return made


def _route(made: Pack) -> dict[str, Any]:
    found: dict[str, Any] = made["routes"]["routes"][0]
    return found


def _since(leap_day: object) -> dict[str, Any]:
    return {"since": {"fact": "certificate.issued_on", "years": 2, "leap_day": leap_day}}


def word_parameter(made: Pack, value: str) -> Pack:
    """The pack with a parameter that is a word."""
    row = {"id": "day", "value": value, "unit": "leap_day", "clause": "1", "confidence": "H", "label": WORDS}
    made["parameters"]["parameters"].append(row)
    return made


MISTAKES: list[tuple[str, Callable[[Pack], Any], str, str]] = [
    ("document without version", lambda p: p["document"].pop("version"), "document.yaml", "'version' is missing"),
    ("document with a wrong day", lambda p: p["document"].update(effective_from="soon"), "document.yaml", "soon"),
    ("provision without gist", lambda p: p["provisions"]["provisions"][0].pop("gist"), "provisions.yaml:", "'gist' is missing"),
    ("provision that is no map", lambda p: p["provisions"]["provisions"].append("2"), "provisions.yaml:", "wrong form"),
    ("provisions that are no map", lambda p: p.update(provisions=[]), "provisions.yaml", "map"),
    ("reading without default", lambda p: p["readings"]["readings"][0].update(default="c"), "readings.yaml:", "R1: the default 'c' is none of its options"),
    ("reading without question", lambda p: p["readings"]["readings"][0].pop("question"), "readings.yaml:", "'question' is missing"),
    ("parameter without unit", lambda p: p["parameters"]["parameters"][0].pop("unit"), "parameters.yaml:", "'unit' is missing"),
    ("parameter with a wrong day", lambda p: p["parameters"]["parameters"][0].update(value="soon"), "parameters.yaml:", "soon"),
    ("question without label", lambda p: p["definitions"]["questions"]["other"].pop("label"), "definitions.yaml:", "label"),
    ("definitions that are no map", lambda p: p.update(definitions=["x"]), "definitions.yaml", "map"),
    ("unknown requirement", lambda p: _route(p).update(requires=["in_froce"]), "routes.yaml:", "unknown requirement 'in_froce'"),
    ("requirement of no pack", lambda p: _route(p).update(requires=["yy/rule#x"]), "routes.yaml:", "unknown requirement 'yy/rule#x'"),
    ("requirement without clause", lambda p: p["definitions"]["requirements"]["in_force"].pop("clause"), "definitions.yaml:", "'clause' is missing"),
    ("requirement in place without label", lambda p: _route(p)["requires"][1].pop("label"), "routes.yaml:", "'label' is missing"),
    ("unknown note", lambda p: _route(p).update(notes=["pain"]), "routes.yaml:", "unknown note 'pain'"),
    ("unknown direction", lambda p: _route(p).update(direction="up", opens={}), "routes.yaml:", "unknown direction 'up'; known: title_review"),
    ("unknown row", lambda p: _route(p).update(tries=["licence"]), "routes.yaml:", "unknown row 'licence'"),
    ("unknown level", lambda p: _route(p).update(opens={"title_level": ["assistent"]}), "routes.yaml:", "'assistent' is no title_level of a target of title_review"),
    ("level of another direction", lambda p: _route(p).update(opens={"skill_level": ["technician"]}), "routes.yaml:", "'technician' is no skill_level of a target of title_review"),
    ("no clause", lambda p: _route(p).update(clauses=[]), "routes.yaml:", "a route cites at least one clause"),
    ("route without name", lambda p: _route(p).pop("name"), "routes.yaml:", "'name' is missing"),
    ("route that is no map", lambda p: p["routes"].update(routes=["way"]), "routes.yaml:", "wrong form"),
    ("two routes of one name", lambda p: p["routes"]["routes"].append(_route(p)), "routes.yaml:", "two routes are named 'way'"),
    ("a wrong condition", lambda p: _route(p).update(only_with={"fact": "education.knid", "is": "x"}, tries=["education"]), "routes.yaml:", "did you mean 'kind'?"),
    ("a wrong named condition", lambda p: (p["definitions"]["conditions"].update(open={"al": []}), _route(p).update(only_with={"ref": "open"})), "definitions.yaml:", "did you mean 'all'?"),
    ("a reading of no pack", lambda p: _route(p).update(only_with={"choice": "yy/rule#R1", "options": {}}), "routes.yaml:", "unknown reading"),
    ("a condition of no pack", lambda p: _route(p).update(only_with={"ref": "yy/rule#open"}), "routes.yaml:", "unknown condition"),
    ("a parameter of no pack", lambda p: _route(p).update(only_with={"within": {"to": {"parameter": "yy/rule#x"}}}), "routes.yaml:", "unknown parameter"),
    ("unknown leap day", lambda p: _route(p).update(only_with=_since("month_edn")), "routes.yaml:", "unknown leap_day 'month_edn'; did you mean 'month_end'?"),
    ("unknown leap day of a parameter", lambda p: (word_parameter(p, "first_march"), _route(p).update(only_with=_since({"parameter": "day"}))), "routes.yaml:", "unknown leap_day in the parameter xx/rule#day 'first_march'; did you mean 'first_of_march'?"),
    ("displaced unknown route", lambda p: p["routes"].update(displaces=[{"routes": ["xx/rule#wy"], "when": "always", "clause": "1", "label": WORDS, "met": WORDS, "unmet": WORDS}]), "routes.yaml:", "unknown route 'xx/rule#wy'"),
    ("displaced without words", lambda p: p["routes"].update(displaces=[{"routes": ["xx/rule#way"], "when": "always", "clause": "1", "label": WORDS, "met": WORDS}]), "routes.yaml:", "'unmet' is missing"),
    ("no YAML", lambda p: p.update(provisions="provisions: [1"), "provisions.yaml", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "file", "message"), [m[1:] for m in MISTAKES], ids=[m[0] for m in MISTAKES]
)
def test_a_mistake_is_told_with_its_file_and_line(
    tmp_path: Path, change: Callable[[Pack], Any], file: str, message: str
) -> None:
    found = problems(write(tmp_path, spoilt(change)))
    assert any(file in str(problem) and message in str(problem) for problem in found), found


def test_the_line_is_that_of_the_mistake(tmp_path: Path) -> None:
    made = pack()
    made["provisions"] = (
        "# gists\nprovisions:\n  - {id: '1', kind: rule, gist: {zh: 字, en: words}}\n  - id: '2'\n    kind: rule\n"
    )
    (problem,) = problems(write(tmp_path, made))
    assert problem.line == 4
    assert str(problem).startswith(
        f"{tmp_path / 'xx/rule/provisions.yaml'}:4: provisions.1: 'gist' is missing"
    )


def test_a_file_that_is_not_there_has_no_line(tmp_path: Path) -> None:
    problem = PackProblem(tmp_path / "routes.yaml", ("routes", 0), "wrong")
    assert problem.line is None
    assert str(problem) == f"{tmp_path / 'routes.yaml'}: routes.0: wrong"


def test_all_problems_are_told_at_once_and_each_once(tmp_path: Path) -> None:
    def change(made: Pack) -> None:
        made["document"].pop("rank")
        _route(made).update(requires=["a", "b"], notes=["c"])

    found = problems(write(tmp_path, spoilt(change)))
    assert len(found) == len(set(found)) == 4


def test_a_folder_without_packs_is_refused(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path)
    assert problem.message == "there is no pack below this folder"


def test_packs_name_each_other(tmp_path: Path) -> None:
    def change(made: Pack) -> None:
        made["document"].update(id="yy/later", leads=False)
        made["definitions"] = {"notes": {}}
        made["parameters"] = {"parameters": []}
        made["readings"] = {"readings": []}
        made["routes"] = {
            "displaces": [{"routes": ["xx/rule#way"], "when": {"choice": "xx/rule#R1", "options": {"a": {"ref": "xx/rule#open"}, "b": "never"}},
                           "clause": "xx/rule#1", "also": ["zz/none#9"], "label": WORDS, "met": WORDS, "unmet": WORDS}],
            "routes": [_route(made) | {"name": "later", "requires": ["xx/rule#in_force"], "notes": ["xx/rule#plain"], "counts_as": {"fact": "certificate.level"},
                                       "only_with": {"within": {"to": {"parameter": "xx/rule#start"}}}}],
        }  # fmt: skip

    policy = load_policy(write(tmp_path, spoilt(change), pack()))
    assert list(policy.packs) == ["xx/rule", "yy/later"]
    first, later = policy.routes
    assert [r.name for r in first.requirements] == ["in_force", "here", "displaced"]
    displaced = first.requirements[-1]
    assert displaced.otherwise == "out_of_scope"
    assert displaced.clauses == ("1", "zz/none#9")
    assert n.readings(displaced.when) == {"R1"}
    assert later.clauses == ("yy/later#1",)
    assert later.requirements[0].clauses == ("1",)
    assert later.remarks[0].clause == "1"
    assert later.counts_as is not None
    assert later.counts_as.tables == ()
    assert policy.readings["R1"].pack == "xx/rule"


# --- the shipped packs ----------------------------------------------------------------------------


def test_a_digest_is_of_the_meaning_not_of_the_writing(tmp_path: Path) -> None:
    folder = tmp_path / "packs"
    shutil.copytree(PACKS / "cn-gx", folder / "cn-gx")
    shutil.copytree(PACKS / "cn", folder / "cn")
    file = folder / "cn-gx/rs-2021-12/parameters.yaml"
    file.write_text("# a remark\n" + file.read_text("utf-8"), "utf-8")
    shipped, copied = load_policy(), load_policy(folder)
    assert {p.id: p.digest for p in copied.packs.values()} == {p.id: p.digest for p in shipped.packs.values()}
    assert digest({"b": [1], "a": "字"}) == digest({"a": "字", "b": [1]})
    assert digest({"a": "字"}) != digest({"a": "词"})
    assert digest({}) == "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_a_changed_number_changes_the_digest_of_its_pack_only(tmp_path: Path) -> None:
    folder = tmp_path / "packs"
    shutil.copytree(PACKS / "cn-gx", folder / "cn-gx")
    shutil.copytree(PACKS / "cn", folder / "cn")
    file = folder / "cn-gx/rs-2021-12/parameters.yaml"
    text = file.read_text("utf-8")
    assert "id: years_technician, value: 3" in text
    file.write_text(text.replace("id: years_technician, value: 3", "id: years_technician, value: 5"), "utf-8")
    shipped, changed = load_policy(), load_policy(folder)
    different = {p.id for p in changed.packs.values() if p.digest != shipped.packs[p.id].digest}
    assert different == {"cn-gx/rs-2021-12"}


def test_the_leading_pack_comes_first() -> None:
    policy = load_policy()
    assert next(iter(policy.packs)) == "cn-gx/rs-2021-12" == policy.leading.id
    assert policy.leading.document.leads
    assert set(read_yaml(PACKS / "facts.yaml")["rows"]) == set(schema().rows)


def test_every_label_has_two_languages() -> None:
    policy = load_policy()
    for route in policy.routes:
        for text in (
            route.label,
            *(t for r in route.requirements for t in (r.label, r.met, r.unmet)),
            *(r.text for r in route.remarks),
        ):
            assert text.zh
            assert text.en
            assert text.in_("zh") == text.zh
            assert text.in_("en") == text.en
