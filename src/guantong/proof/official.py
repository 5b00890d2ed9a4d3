"""An official document as paragraphs: a Word file or a plain text, with one clear message for anything else."""

import zipfile
from pathlib import Path

MOST_BYTES = 20_000_000
ENCODINGS = ("utf-8-sig", "gb18030")


class UnreadableText(ValueError):  # noqa: N818 - named for what happened to the file
    """A file that is no document of a kind that can be read; the message says why and what to do."""


def read_paragraphs(path: Path) -> tuple[str, ...]:
    """The paragraphs of a .docx or .txt file (UTF-8 or GB 18030), without empty ones.

    Raises UnreadableText for another kind of file, OSError when it cannot be opened.
    """
    kind = path.suffix.lower()
    if kind not in (".docx", ".txt"):
        raise UnreadableText(
            f"{path}: 只能读取 docx 或 txt 文件，请另存为其中一种 / only .docx and .txt can be read; save it as one of them"
        )
    content = path.read_bytes()
    if len(content) > MOST_BYTES:
        raise UnreadableText(f"{path}: 文件超过 20 MB / the file is larger than 20 MB")
    found = _from_word(path) if kind == ".docx" else _decoded(path, content).splitlines()
    paragraphs = tuple(text for line in found if (text := line.strip(" \t\u3000\ufeff")))
    if not paragraphs:
        raise UnreadableText(f"{path}: 文件里没有文字 / there is no text in the file")
    return paragraphs


def _from_word(path: Path) -> list[str]:
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    try:
        return [paragraph.text for paragraph in Document(str(path)).paragraphs]
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError):
        raise UnreadableText(
            f"{path}: 不是 Word 文档（docx），可能只是改了扩展名 / no Word document, perhaps only named like one"
        ) from None


def _decoded(path: Path, content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableText(f"{path}: 不是 UTF-8 或 GB18030 编码的文本 / no text in UTF-8 or GB 18030")
