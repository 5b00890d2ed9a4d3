"""Who may open the pages of the self-check: anybody; without a self-check in the browser they lead to its beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...walking import Address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guantong.portal.accounts.models import User


def first_question(user: User) -> Mapping[str, object]:
    return {"name": "exam"}


WALK: Final = {
    "selfcheck_start": Address("anyone"),
    "selfcheck_step": Address("anyone", first_question, status=302),
    "selfcheck_rows": Address("anyone", method="post", status=410),
    "selfcheck_occupations": Address("anyone"),
    "selfcheck_result": Address("anyone", status=302),
    "selfcheck_region": Address("anyone", method="post", status=302),
    "selfcheck_pdf": Address("anyone", status=302),
    "selfcheck_saved": Address("anyone", status=302),
    "selfcheck_delete": Address("anyone", method="post", status=302),
    "selfcheck_resume": Address("anyone"),
    "selfcheck_record": Address("signed in", status=302),
    "selfcheck_over": Address("anyone", method="post", status=302),
}
