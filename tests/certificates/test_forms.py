"""The form of a file is in its content."""

import pytest

from guantong.certificates.forms import form_of


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"PK\x03\x04rest", "ofd"),
        (b' \n{"@context": []}', "credential"),
        (b"\xef\xbb\xbf{}", "credential"),
        (b"eyJhbGciOiJFZERTQSJ9.e30.x", "credential"),
        (b"gt1:ABC", "offline"),
        (b"", None),
        (b"hello", None),
        (b" %PDF-1.7", None),
    ],
)
def test_the_form_of_a_content(content: bytes, form: str | None) -> None:
    assert form_of(content) == form
