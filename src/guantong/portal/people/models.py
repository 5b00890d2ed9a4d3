"""What is known of a person: facts, and rows for work, certificates, titles and all else that a case may state.

The columns of a row are named as the facts of a case are (`guantong.cases.model`), so that `mapping` can take one to the
other. A text or code that is empty is unknown, never "none".
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..files.models import StoredFile
from ..organisations.models import Employer
from ..records import Record


class Person(Record):
    """Somebody whose record is kept. The identity number is there encrypted, and as a keyed hash to search by."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="person", null=True, blank=True
    )
    name = models.TextField(_("姓名"), blank=True)
    identity_stated = models.BooleanField(default=False)
    identity_type = models.CharField(_("证件类型"), max_length=40, blank=True)
    identity_cipher = models.TextField(blank=True, editable=False)
    identity_key = models.CharField(max_length=16, blank=True, editable=False)
    identity_hash = models.CharField(max_length=64, blank=True, editable=False)
    identity_hash_key = models.CharField(max_length=16, blank=True, editable=False)
    birth_date = models.DateField(_("出生日期"), null=True, blank=True)
    status = models.CharField(_("人员状况"), max_length=40, blank=True)
    lawful_work_in_region = models.BooleanField(_("在广西合法工作"), null=True, blank=True)
    region_code = models.CharField(_("工作地"), max_length=6, blank=True)
    continuing_education = models.CharField(_("继续教育"), max_length=10, blank=True)
    results = models.CharField(_("业绩成果"), max_length=10, blank=True)
    without = models.JSONField(default=list, blank=True, help_text="lists of which the person has nothing")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["identity_type", "identity_hash"],
                condition=~Q(identity_hash=""),
                name="one person an identity document",
            ),
            models.CheckConstraint(
                condition=Q(identity_cipher="", identity_hash="", identity_key="", identity_hash_key="")
                | ~Q(identity_cipher="")
                & ~Q(identity_hash="")
                & ~Q(identity_key="")
                & ~Q(identity_hash_key=""),
                name="a number is encrypted and hashed",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["identity_key"], name="people_identity_key"),
            models.Index(fields=["identity_hash_key"], name="people_identity_hash_key"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.id)


class FormerName(Record):
    """A name that the person had until a day."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="former_names")
    name = models.TextField(_("曾用名"))
    until = models.DateTimeField(_("用到"))

    class Meta:
        ordering: ClassVar = ["-until"]

    def __str__(self) -> str:
        return self.name


class Source(models.TextChoices):
    """Who wrote a row."""

    SELF = "self", _("本人填写")
    EMPLOYER = "employer", _("单位填写")
    REGISTER = "register", _("登记库")


class Verification(models.TextChoices):
    """What somebody who looked at the proof said of a row."""

    UNVERIFIED = "unverified", _("尚未核实")
    VERIFIED = "verified", _("真实")
    DOUBTED = "doubted", _("存疑")
    NOT_VERIFIABLE = "not_verifiable", _("无法核实")


class Entry(Record):
    """One row of a record: who wrote it, what became of its verification, and the files that prove it.

    `stated_by` and `written_by` are the employer and its clerk where an employer wrote the row; such a row the person
    may dispute, with a reason that both sides see.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    position = models.PositiveIntegerField(default=0, editable=False)
    source = models.CharField(_("来源"), max_length=10, choices=Source, default=Source.SELF)
    verification = models.CharField(
        _("核实"), max_length=20, choices=Verification, default=Verification.UNVERIFIED
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    verification_note = models.TextField(_("核实意见"), blank=True)
    stated_by = models.ForeignKey(
        Employer, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("填写的单位")
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    disputed_at = models.DateTimeField(null=True, blank=True)
    dispute_reason = models.TextField(_("与实际不符的地方"), blank=True)
    months = models.JSONField(default=list, blank=True, help_text="dates of which only the month is known")
    files = models.ManyToManyField(StoredFile, related_name="+", blank=True, verbose_name=_("证明材料"))

    class Meta:
        abstract = True
        ordering: ClassVar = ["position", "created_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(verification="unverified", verified_at=None)
                | ~Q(verification="unverified") & Q(verified_at__isnull=False),
                name="%(class)s: what is verified has its time",
            ),
            models.CheckConstraint(
                condition=Q(source="employer", stated_by__isnull=False, written_by__isnull=False)
                | ~Q(source="employer") & Q(stated_by=None, written_by=None),
                name="%(class)s: what an employer states names it",
            ),
            models.CheckConstraint(
                condition=Q(disputed_at=None, dispute_reason="")
                | Q(disputed_at__isnull=False, source="employer") & ~Q(dispute_reason=""),
                name="%(class)s: a dispute has time and reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.id}"


class Period(models.Model):
    """Something that lasts; `end` inclusive, none while it goes on."""

    start = models.DateField(_("开始日期"), null=True, blank=True)
    end = models.DateField(_("结束日期"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(start=None) | Q(end=None) | Q(end__gte=F("start")),
                name="%(class)s: ends after it begins",
            )
        ]


class Sanction(Entry, Period):
    """A disciplinary measure, an investigation or an integrity record."""

    kind = models.CharField(max_length=40, blank=True)

    class Meta(Entry.Meta):
        constraints: ClassVar = [*Entry.Meta.constraints, *Period.Meta.constraints]


class EmploymentPeriod(Entry, Period):
    """A period of work. `organisation` is set where the person lets that employer see and verify the record."""

    employer = models.TextField(blank=True)
    organisation = models.ForeignKey(
        Employer, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("登记的单位")
    )
    sector = models.CharField(max_length=40, blank=True)
    post = models.TextField(blank=True)
    occupation = models.TextField(blank=True)
    engaged_level = models.CharField(max_length=40, blank=True)
    exam_fields = models.JSONField(null=True, blank=True)

    class Meta(Entry.Meta):
        constraints: ClassVar = [*Entry.Meta.constraints, *Period.Meta.constraints]
        indexes: ClassVar = [models.Index(fields=["organisation", "end"], name="people_employed_by")]


class SkillCertificate(Entry):
    """A certificate of skill; `query_result` is what a look-up in the national query said, or that the person says so."""

    kind = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=40)
    occupation = models.TextField()
    issued_on = models.DateField()
    number = models.TextField(blank=True)
    query_result = models.CharField(max_length=10, blank=True)

    class Meta(Entry.Meta):
        pass


class TitleHeld(Entry):
    """A professional title that the person holds."""

    series = models.CharField(max_length=40)
    specialty = models.TextField(blank=True)
    level = models.CharField(max_length=40)
    obtained_on = models.DateField()
    obtained_by = models.CharField(max_length=40, blank=True)

    class Meta(Entry.Meta):
        pass


class AppraisalYear(Entry):
    """The grade of the appraisal of one year."""

    year = models.PositiveSmallIntegerField(_("年度"))
    grade = models.CharField(max_length=40)
    occupation = models.TextField(blank=True)

    class Meta(Entry.Meta):
        ordering: ClassVar = ["year", "created_at", "id"]
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            # What the person disputes counts for nothing, so that a row of their own may stand beside it.
            models.UniqueConstraint(
                fields=["person", "year"], condition=Q(disputed_at=None), name="one appraisal a year"
            ),
        ]


class HonourReceived(Entry):
    """An honour, an award or a place in a contest."""

    honour = models.CharField(max_length=60)
    granted_on = models.DateField(null=True, blank=True)
    jurisdiction = models.CharField(max_length=20, blank=True)
    medal = models.CharField(max_length=20, blank=True)
    current = models.BooleanField(null=True, blank=True)
    category = models.CharField(max_length=20, blank=True)
    name = models.TextField(blank=True)

    class Meta(Entry.Meta):
        pass


class EducationCompleted(Entry):
    """A course of education."""

    kind = models.CharField(max_length=40, blank=True)
    school_class = models.CharField(max_length=40, blank=True)
    major = models.TextField(blank=True)
    proof = models.CharField(max_length=20, blank=True)
    degree = models.BooleanField(null=True, blank=True)
    graduated_on = models.DateField(null=True, blank=True)

    class Meta(Entry.Meta):
        pass


class FindingMade(Entry):
    """What an authority decided of this person where the rule leaves a point to it. Nobody writes their own."""

    question = models.CharField(max_length=40)
    about = models.JSONField(null=True, blank=True)
    answer = models.BooleanField()
    by = models.TextField(blank=True)
    decided_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta(Entry.Meta):
        pass


class Goal(Entry):
    """Something that the person asks about: a target of the case."""

    direction = models.CharField(max_length=40)
    series = models.CharField(max_length=40, blank=True)
    specialty = models.TextField(blank=True)
    level = models.CharField(max_length=40, blank=True)
    occupation = models.TextField(blank=True)
    field = models.CharField(max_length=40, blank=True)
    matter = models.CharField(max_length=40, blank=True)

    class Meta(Entry.Meta):
        pass


class ResultKind(models.TextChoices):
    """The nine kinds of result of clause 2.2.2c, in its order."""

    CONTEST_AWARD = "contest_award", _("技能竞赛获奖")
    CONSTRUCTION_METHOD = "construction_method", _("行业工法")
    OPERATION_METHOD = "operation_method", _("操作法")
    COMPLETED_PROJECT = "completed_project", _("完成项目")
    TECHNICAL_REPORT = "technical_report", _("技术报告")
    EXPERIENCE_SUMMARY = "experience_summary", _("经验总结")
    INDUSTRY_STANDARD = "industry_standard", _("行业标准")
    EVALUATION_NORM = "evaluation_norm", _("评价规范")
    QUESTION_BANK = "question_bank", _("题库开发")


class Achievement(Entry, Period):
    """A result of work, of one of the nine kinds."""

    kind = models.CharField(_("种类"), max_length=30, choices=ResultKind)
    title = models.TextField(_("成果名称"))
    role = models.TextField(_("本人作用"), blank=True)
    effect = models.TextField(_("成效"), blank=True)

    class Meta(Entry.Meta):
        constraints: ClassVar = [*Entry.Meta.constraints, *Period.Meta.constraints]


class Apprenticeship(Entry, Period):
    """Somebody whom the person taught."""

    apprentice = models.TextField(_("徒弟姓名"))
    occupation = models.TextField(_("职业"), blank=True)
    outcome = models.TextField(_("带徒成效"), blank=True)

    class Meta(Entry.Meta):
        constraints: ClassVar = [*Entry.Meta.constraints, *Period.Meta.constraints]


class ContinuingEducation(Entry):
    """A course of continuing education in one year."""

    year = models.PositiveSmallIntegerField(_("年度"))
    content = models.TextField(_("学习内容"))
    hours = models.PositiveSmallIntegerField(_("学时"), null=True, blank=True)
    organiser = models.TextField(_("举办单位"), blank=True)

    class Meta(Entry.Meta):
        ordering: ClassVar = ["year", "position"]


class EntryDraft(Record):
    """What somebody typed into the form of a row and has not saved. Nobody but the writer sees it.

    `row` is the id of the row that the form changes, empty for a new one. `content` is JSON, kept as text because it
    holds whatever was typed, before anybody judged it.
    """

    writer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    row = models.CharField(max_length=36, blank=True)
    content = models.TextField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["writer", "person", "kind", "row"], name="one draft a writer and form"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["kept_at"], name="people_draft_age")]

    def __str__(self) -> str:
        return f"draft {self.id}"
