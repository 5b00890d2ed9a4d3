"""What kind of browser somebody uses, as far as they need it to recognise their own: a few words, no more is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_NAMES: Final[dict[str, tuple[str, _StrPromise | str]]] = {
    "wechat": ("MicroMessenger/", _("微信")),
    "edge": ("Edg", "Edge"),
    "quark": ("Quark/", _("夸克浏览器")),
    "qq": ("QQBrowser/", _("QQ 浏览器")),
    "uc": ("UCBrowser/", _("UC 浏览器")),
    "huawei": ("HuaweiBrowser/", _("华为浏览器")),
    "xiaomi": ("MiuiBrowser/", _("小米浏览器")),
    "firefox": ("Firefox/", _("火狐浏览器")),
    "chrome": ("Chrome/", _("谷歌浏览器或同类")),
    "safari": ("Safari/", "Safari"),
}
"""By what a browser names itself; most name others too, so the first that fits is meant."""
_SYSTEMS: Final[dict[str, tuple[str, _StrPromise | str]]] = {
    "harmony": ("HarmonyOS", _("鸿蒙")),
    "android": ("Android", _("安卓")),
    "iphone": ("iPhone", "iPhone"),
    "ipad": ("iPad", "iPad"),
    "windows": ("Windows", "Windows"),
    "mac": ("Macintosh", "Mac"),
    "linux": ("Linux", "Linux"),
}
_UNKNOWN: Final = "unknown"


@dataclass(frozen=True)
class Browser:
    """A kind of browser on a kind of machine, as codes."""

    name: str = _UNKNOWN
    system: str = _UNKNOWN

    @property
    def code(self) -> str:
        """As it is kept."""
        return f"{self.name}:{self.system}"

    @classmethod
    def coded(cls, code: str) -> Browser:
        """What was kept; unknown where it is not one of ours."""
        name, _colon, system = code.partition(":")
        return cls(name if name in _NAMES else _UNKNOWN, system if system in _SYSTEMS else _UNKNOWN)

    @property
    def name_in_words(self) -> _StrPromise | str:
        """The browser."""
        return _NAMES[self.name][1] if self.name in _NAMES else _("其他浏览器")

    @property
    def system_in_words(self) -> _StrPromise | str:
        """The machine."""
        return _SYSTEMS[self.system][1] if self.system in _SYSTEMS else _("其他系统")


def browser_of(user_agent: str) -> Browser:
    """The kind of browser that names itself so."""
    return Browser(_first(_NAMES, user_agent), _first(_SYSTEMS, user_agent))


def _first(kinds: dict[str, tuple[str, _StrPromise | str]], user_agent: str) -> str:
    return next((code for code, (word, _label) in kinds.items() if word in user_agent), _UNKNOWN)
