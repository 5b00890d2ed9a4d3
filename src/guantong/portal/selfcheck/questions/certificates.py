"""Skill certificates: of which occupation, which level, since when, of which kind, found in the query or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from .facts import CodeQuestion, StatedQuestion
from .occupation import OccupationQuestion
from .rows import DatedRowQuestion

if TYPE_CHECKING:
    from ..sheet import Sheet


class CertificateOccupation(OccupationQuestion):
    """The occupation on the certificate."""

    slug = "certificate-{n}-occupation"
    place = ("certificates", -1, "occupation")

    def title(self, sheet: Sheet) -> str:
        """The question."""
        if self.number > 1:
            return _("第 {n} 本证书上写的是什么职业？").format(n=self.number)
        return _("证书上写的是什么职业？")

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return self.numbered(_("证书的职业"))

    def hint(self, sheet: Sheet) -> str:
        """Where to look."""
        return _("照证书上“职业名称”一栏填；记不清官方名称，写平常的叫法也行，比如“烧电焊的”。")


class CertificateLevel(CodeQuestion):
    """The level of the certificate."""

    slug = "certificate-{n}-level"
    place = ("certificates", -1, "level")
    vocabulary = "skill_level"
    leave_out = ("apprentice",)

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("这本证书是几级？") if self.number < 2 else _("第 {n} 本证书是几级？").format(n=self.number)

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return self.numbered(_("证书的等级"))


class CertificateIssued(DatedRowQuestion):
    """The day on the certificate; here a further certificate can be added."""

    slug = "certificate-{n}-issued"
    place = ("certificates", -1, "issued_on")

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("证书是哪年哪月发的？")

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return self.numbered(_("发证日期"))

    def hint(self, sheet: Sheet) -> str:
        """Why it is asked."""
        return _("年限从这一天算起，差一个月结果都可能不同。请照证书填。")

    def more(self) -> str:
        """The words for adding a row."""
        return _("我还有一本技能证书")


class CertificateKind(CodeQuestion):
    """The kind of certificate."""

    slug = "certificate-{n}-kind"
    place = ("certificates", -1, "kind")
    vocabulary = "certificate_kind"

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return (
            _("这本证书是哪一种？") if self.number < 2 else _("第 {n} 本证书是哪一种？").format(n=self.number)
        )

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return self.numbered(_("证书的种类"))

    def hint(self, sheet: Sheet) -> str:
        """Where to look."""
        return _("看证书封面或抬头的名称。")


class CertificateVerified(StatedQuestion):
    """Whether the certificate is found in the national query."""

    slug = "certificate-{n}-verified"
    place = ("certificates", -1, "verified")

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return (
            _("这本证书在全国证书联网查询里查得到吗？")
            if self.number < 2
            else _("第 {n} 本证书在全国证书联网查询里查得到吗？").format(n=self.number)
        )

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return self.numbered(_("证书查询结果"))

    def hint(self, sheet: Sheet) -> str:
        """How to find out."""
        return _("没有查过，选“不清楚”。受理时单位和职改办会再核对。")

    def words(self) -> tuple[str, str]:
        """Yes and no."""
        return _("查得到"), _("查过，查不到")
