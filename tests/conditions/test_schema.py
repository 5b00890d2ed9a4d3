"""A schema is what its plain data says, with a meaning for what is left out."""

from __future__ import annotations

from guantong.conditions.schema import FieldType, RowType, Schema, schema_from

CODES = {"level": ("low", "high")}


def test_a_schema_is_read_as_it_is_written() -> None:
    data = {
        "rows": {
            "paper": {
                "list": "papers",
                "starts": "issued",
                "ends": "expired",
                "open_start": True,
                "of_target": "occupation",
                "single": True,
                "fields": {"level": {"kind": "level", "zh": "等级", "en": "the level", "path": "rank"}},
            }
        }
    }
    paper = RowType(
        "paper",
        "papers",
        {"level": FieldType("level", "等级", "the level", "rank")},
        starts="issued",
        ends="expired",
        open_start=True,
        of_target="occupation",
        single=True,
    )
    assert schema_from(data, CODES, frozenset({"level"})) == Schema(
        {"paper": paper}, CODES, frozenset({"level"})
    )


def test_what_is_left_out_of_a_row_is_not_so() -> None:
    data = {
        "rows": {"note": {"list": "notes", "fields": {"text": {"kind": "text", "zh": "字", "en": "words"}}}}
    }
    note = schema_from(data, {}, frozenset()).rows["note"]
    assert note == RowType("note", "notes", {"text": FieldType("text", "字", "words", "text")})
    assert (note.starts, note.ends, note.of_target) == (None, None, None)
    assert note.open_start is note.single is False


def test_a_row_is_known_by_its_own_name() -> None:
    row = {"list": "things", "fields": {}}
    rows = schema_from({"rows": {"one": row, "other": row}}, {}, frozenset()).rows
    assert {name: row.name for name, row in rows.items()} == {"one": "one", "other": "other"}
