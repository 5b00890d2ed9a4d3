"""Which characters of a certificate no font has: they are refused before anything is typeset."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from guantong.certificates.pdf import fonts

if TYPE_CHECKING:
    from collections.abc import Mapping

RARE_BLOCKS: Final = (
    range(0x20000, 0x2A6D7),
    range(0x2A700, 0x2B735),
    range(0x2B740, 0x2B81E),
    range(0x2B820, 0x2CEA2),
    range(0x2CEB0, 0x2EBE1),
)
"""What HanaMinB has: the CJK extensions B to F as they stood in Unicode 10.0; a test holds the font to it."""


@dataclass(frozen=True, slots=True)
class MissingCharacter:
    """A character in a field that cannot be set."""

    field: str
    character: str

    @property
    def code_point(self) -> str:
        """As Unicode writes it: U+31C2C."""
        return f"U+{ord(self.character):04X}"

    @property
    def installable(self) -> bool:
        """Whether a font that is not installed on this machine has it."""
        return fonts.rare() is None and any(ord(self.character) in block for block in RARE_BLOCKS)

    @property
    def zh(self) -> str:
        """What is wrong and how to mend it, in Chinese."""
        mend = (
            f"请安装字体包 {fonts.RARE_PACKAGE}，或用环境变量 {fonts.SETTING} 指明 {fonts.RARE_FILE} 所在的文件夹"
            if self.installable
            else "现有字体都没有这个字，请核对用字；确需此字的，补充字体后再签发"
        )
        return f"“{self.character}”（{self.code_point}）无法排印：{mend}"

    @property
    def en(self) -> str:
        """The same in English."""
        mend = (
            f"install the package {fonts.RARE_PACKAGE}, or name the folder of {fonts.RARE_FILE} in {fonts.SETTING}"
            if self.installable
            else "no font has it; check how it is written, or add a font before issuing"
        )
        return f"“{self.character}” ({self.code_point}) cannot be set: {mend}"


class MissingCharactersError(ValueError):
    """A certificate with characters that no font has. `missing` names each of them with its field."""

    def __init__(self, missing: tuple[MissingCharacter, ...]) -> None:
        self.missing = missing
        super().__init__("\n".join(f"{one.field}：{one.zh} / {one.en}" for one in missing))


def missing(texts: Mapping[str, str]) -> tuple[MissingCharacter, ...]:
    """The characters of the texts, by field, that no font has; each once a field, in the order of the text."""
    return tuple(
        MissingCharacter(field, character)
        for field, text in texts.items()
        for character in dict.fromkeys(text)
        if fonts.typeface_for(character) is None
    )


def require(texts: Mapping[str, str]) -> None:
    """Raise MissingCharactersError, with all of them at once, when there is a character that no font has."""
    if found := missing(texts):
        raise MissingCharactersError(found)
