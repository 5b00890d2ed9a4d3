"""Triggers that keep entries, links and seals as they were written, whoever is connected to the database.

They hold back mistakes and ordinary accounts. Whoever may change the tables themselves can drop them: against that
stand the chains, and the seals outside the database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

WRITTEN_ONCE: Final = ("audit_auditevent", "audit_auditlink", "audit_auditseal")
END: Final = "audit_chainend"
_REFUSAL: Final = "audit entries are never changed or deleted"


def protect(editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on."""
    for statement in (_postgresql if editor.connection.vendor == "postgresql" else _sqlite)():
        editor.execute(statement)


def lift(editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers off, as a test database needs it, which is emptied between tests."""
    on = " ON {}" if editor.connection.vendor == "postgresql" else ""
    for table in (*WRITTEN_ONCE, END):
        for name in ("no_update", "no_delete", "no_truncate"):
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}" + on.format(table))
    if on:
        editor.execute("DROP FUNCTION IF EXISTS audit_refuse()")


def _sqlite() -> Iterator[str]:
    for table, change, condition in _changes():
        yield (
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )


def _postgresql() -> Iterator[str]:
    yield (
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
    )
    for table, change, condition in _changes():
        yield (
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} FOR EACH ROW {condition} "
            "EXECUTE FUNCTION audit_refuse()"
        )
    for table in (*WRITTEN_ONCE, END):
        yield (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
            "EXECUTE FUNCTION audit_refuse()"
        )


def _changes() -> Iterator[tuple[str, str, str]]:
    """Each table with a change that it refuses, and when; the end of the chain may only move on."""
    for table in WRITTEN_ONCE:
        yield table, "UPDATE", ""
        yield table, "DELETE", ""
    yield END, "UPDATE", "WHEN (NEW.position <= OLD.position)"
    yield END, "DELETE", ""
