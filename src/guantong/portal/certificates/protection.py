"""A trigger that keeps what was written on a certificate as it was, whoever is connected to the database.

It holds back mistakes and ordinary accounts; whoever may change the tables can drop it, and then the digests that the
files carry, and the audit, tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .models.certificates import WRITTEN_ONCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE: Final = "certificates_certificate"
_REFUSAL: Final = "a certificate is written once"


def protect(editor: BaseDatabaseSchemaEditor) -> None:
    """Put the trigger on."""
    for statement in _statements(editor.connection.vendor):
        editor.execute(statement)


def lift(editor: BaseDatabaseSchemaEditor) -> None:
    """Take the trigger off."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_once ON {TABLE}")
        editor.execute("DROP FUNCTION IF EXISTS certificates_refuse()")
    else:
        editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_once")


def _statements(vendor: str) -> Iterator[str]:
    if vendor == "postgresql":
        changed = " OR ".join(f"NEW.{name}::text IS DISTINCT FROM OLD.{name}::text" for name in WRITTEN_ONCE)
        yield (
            "CREATE FUNCTION certificates_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
        )
        yield (
            f"CREATE TRIGGER {TABLE}_once BEFORE UPDATE ON {TABLE} FOR EACH ROW WHEN ({changed}) "
            "EXECUTE FUNCTION certificates_refuse()"
        )
        return
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in WRITTEN_ONCE)
    yield (
        f"CREATE TRIGGER {TABLE}_once BEFORE UPDATE ON {TABLE} WHEN {changed} "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    )
