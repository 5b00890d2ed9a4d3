"""Help and the statement on access."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("lang", "gap"), [("zh-hans", "读屏"), ("en", "screen reader")])
def test_the_statement_names_what_is_missing_in_the_language_of_the_page(
    client: Client, lang: str, gap: str
) -> None:
    text = client.get("/help/accessibility/", headers={"accept-language": lang}).content.decode()

    assert gap in text
    assert "2.5.8" in text
