"""`guantong pack list`, `show`, `export` and `diff`."""

import copy
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from guantong.catalogue.reading import PACKS
from guantong.policy import load_policy
from guantong.policy.differences import Difference, differences
from guantong.policy.loading import digest
from tests.cli.conftest import Guantong

POLICY = load_policy()
LEADING = "cn-gx/rs-2021-12"


def test_the_list_has_every_pack(guantong: Guantong) -> None:
    said = guantong("pack", "list").out

    for pack in POLICY.packs.values():
        assert pack.id in said
        assert pack.document.number in said
    assert "（主导）" in said


@pytest.mark.parametrize("pack", POLICY.packs)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_pack_is_shown_whole(pack: str, lang: str, guantong: Guantong) -> None:
    result = guantong("pack", "show", pack, "--lang", lang, columns=100)

    found = POLICY.packs[pack]
    assert result.code == 0
    assert found.digest in result.out.replace("\n", "").replace(" ", "")
    names = (*found.provisions, *found.readings, *found.parameters, *(route.name for route in found.routes))
    assert [name for name in names if name not in result.out] == []


@pytest.mark.parametrize("command", ["show", "export"])
def test_an_unknown_pack_is_met_with_the_nearest(command: str, guantong: Guantong) -> None:
    result = guantong("pack", command, "cn/r40")

    assert (result.code, result.out) == (2, "")
    assert "cn/r40-2019" in result.err


@pytest.mark.parametrize("pack", POLICY.packs)
def test_an_export_is_canonical_and_its_digest_can_be_checked(pack: str, guantong: Guantong) -> None:
    result = guantong("pack", "export", pack)

    exported = result.json
    assert (
        result.out == json.dumps(exported, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
    )
    assert exported["id"] == pack
    assert exported["digest"] == POLICY.packs[pack].digest == digest(exported["content"])


def test_an_export_may_go_to_a_file(tmp_path: Path, guantong: Guantong) -> None:
    path = tmp_path / "pack.json"

    result = guantong("pack", "export", LEADING, "-o", path)

    assert (result.code, result.out) == (0, "")
    assert path.read_text(encoding="utf-8") == guantong("pack", "export", LEADING).out
    assert guantong("pack", "export", LEADING, "-o", tmp_path).code == 2


def test_a_pack_is_like_its_export_and_its_folder(tmp_path: Path, guantong: Guantong) -> None:
    path = tmp_path / "pack.json"
    guantong("pack", "export", LEADING, "-o", path)

    for other in (path, PACKS / LEADING):
        result = guantong("pack", "diff", LEADING, other)
        assert (result.code, result.out) == (0, "没有不同。\n")


def test_a_changed_export_is_refused(tmp_path: Path, guantong: Guantong) -> None:
    path = tmp_path / "pack.json"
    text = guantong("pack", "export", LEADING).out
    path.write_text(text.replace("years_technician", "years_of_technician"), encoding="utf-8")

    result = guantong("pack", "diff", LEADING, path)

    assert result.code == 2
    assert "与摘要不符" in result.err


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": "other"}', '{"format": "guantong-pack/1"}'])
def test_a_file_that_is_no_export_is_refused(content: str, tmp_path: Path, guantong: Guantong) -> None:
    path = tmp_path / "pack.json"
    path.write_text(content, encoding="utf-8")

    assert guantong("pack", "diff", path, LEADING).code == 2


def test_a_folder_that_is_no_pack_is_refused(tmp_path: Path, guantong: Guantong) -> None:
    assert "document.yaml" in guantong("pack", "diff", tmp_path, LEADING).err
    (tmp_path / "document.yaml").write_text("a: [", encoding="utf-8")
    assert guantong("pack", "diff", tmp_path, LEADING).code == 2


def test_what_a_new_edition_changes_is_one_line_each(tmp_path: Path, guantong: Guantong) -> None:
    folder = tmp_path / "edition"
    shutil.copytree(PACKS / LEADING, folder)
    parameters = folder / "parameters.yaml"
    text = parameters.read_text(encoding="utf-8")
    assert "{id: years_technician, value: 3," in text
    parameters.write_text(
        text.replace("{id: years_technician, value: 3,", "{id: years_technician, value: 2,")
    )

    result = guantong("pack", "diff", LEADING, folder)

    assert result.out.splitlines() == ["~ 参数 years_technician：value 3 → 2", "改动 1"]


def changed(pack: dict[str, Any], *path: Any) -> Any:
    found: Any = pack
    for step in path:
        found = found[step]
    return found


def test_every_kind_of_row_is_compared() -> None:
    old: dict[str, Any] = copy.deepcopy(dict(POLICY.leading.plain))
    new = copy.deepcopy(old)
    new["document"]["version"] = "2.0.0"
    changed(new, "provisions", "provisions", 0)["gist"]["en"] = "Another gist"
    del new["readings"]["readings"][0]
    route = changed(new, "routes", "routes", 0)
    route["waives"] = ["education"]
    inline = next(item for item in route["requires"] if isinstance(item, dict))
    inline["clause"] = "9.9"
    new["definitions"]["conditions"]["new_condition"] = "always"
    del new["definitions"]["questions"]["other"]
    new["procedure"]["parties"].append({"id": "new_party"})
    new["procedure"]["steps"][0]["kind"] = "option"

    found = {(d.kind, d.change) for d in differences(old, new)}

    assert found == {
        ("document", "changed"), ("provision", "changed"), ("reading", "removed"), ("route", "changed"),
        ("requirement", "changed"), ("condition", "added"), ("question", "removed"), ("party", "added"), ("step", "changed"),
    }  # fmt: skip


def test_a_text_is_compared_in_the_language_that_changed() -> None:
    old = {"provisions": {"provisions": [{"id": "1", "gist": {"zh": "一", "en": "one"}}]}}
    new = {"provisions": {"provisions": [{"id": "1", "gist": {"zh": "一", "en": "two"}}]}}

    assert differences(old, new) == (Difference("provision", "1", "changed", (("gist", "one", "two"),)),)


def test_two_documents_differ_in_english_too(guantong: Guantong) -> None:
    said = guantong("pack", "diff", "cn/standards-2018", "cn/standards-2023", "--lang", "en").out

    assert "+ Route g23_junior_worker_age" in said
    assert "- Route g18_junior_worker_work" in said
