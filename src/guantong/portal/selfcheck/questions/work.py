"""Work: in which occupation, since when, for whom, hired at which level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from ...refusals import InvalidError, RefusedError
from .answers import in_boxes, read_date, read_options, spoken
from .facts import VALUE, CodeQuestion, FactQuestion, occupation_name, term_options
from .occupation import CHOICE, OccupationQuestion
from .question import Field, Option, Question, first, get, put, wrong
from .rows import MOST_ROWS, add_row

if TYPE_CHECKING:
    from datetime import date

    from ..sheet import Sheet
    from .question import Values

NEVER: Final = "never"
START, END, MORE = "from", "to", "more"


class WorkOccupation(OccupationQuestion):
    """What the person does. The first period is the present work; never having worked is an answer, too."""

    slug = "work-{n}-occupation"
    place = ("employment", -1, "occupation")

    def applies(self, sheet: Sheet) -> bool:
        """The first period may be asked about before there is one."""
        return self.number == 1 or super().applies(sheet)

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("您现在做什么工作？") if self.number < 2 else _("那段时间做什么工作？")

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return self.numbered(_("工作"))

    def hint(self, sheet: Sheet) -> str:
        """What counts."""
        return _("写干的活，不是职务：“焊工”“修电梯的”。现在没有上班的，写最近一份工作。")

    def before(self, sheet: Sheet) -> tuple[Option, ...]:
        """The occupations of the certificates, and never having worked."""
        held = dict.fromkeys(
            str(row["occupation"]) for row in sheet.document.get("certificates") or () if "occupation" in row
        )
        known = [
            Option(code, _("和证书一样：{name}").format(name=occupation_name(code)))
            for code in held
            if code != occupation_name(code)
        ]
        return (*known, *([Option(NEVER, _("还没有工作过"))] if self.number == 1 else []))

    def read(self, sheet: Sheet) -> dict[str, list[str]]:
        """The occupation, or that there was no work."""
        if self.number == 1 and sheet.document.get("employment") == []:
            return {CHOICE: [NEVER]}
        return super().read(sheet)

    def write(self, sheet: Sheet, values: Values, today: date) -> Sheet:
        """Put the occupation into the period; the first one begins with it."""
        if self.number == 1 and first(values, CHOICE) == NEVER:
            return sheet.with_document({**sheet.document, "employment": []})
        code = self.taken(sheet, values, today)
        started = sheet if sheet.document.get("employment") else add_row(sheet, "employment")
        return started.with_document(put(started.document, self.at, code))

    def forget(self, sheet: Sheet) -> Sheet:
        """A period without an occupation stays where it began on a known day; else nothing is known."""
        rows = sheet.document.get("employment")
        if rows and START in rows[self.index]:
            return super().forget(sheet)
        kept = [row for i, row in enumerate(rows or ()) if i != self.index]
        document = {key: value for key, value in sheet.document.items() if key != "employment"}
        return sheet.with_document({**document, "employment": kept} if kept else document)


class WorkPeriod(Question):
    """From when, and until when where it is over; here a further period can be added."""

    slug = "work-{n}-since"

    def applies(self, sheet: Sheet) -> bool:
        """Where there is the period."""
        return self.number > 0 and isinstance(get(sheet.document, ("employment", self.index)), dict)

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("这份工作从哪年哪月做起？")

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return self.numbered(_("工作时间"))

    def hint(self, sheet: Sheet) -> str:
        """What counts as one period."""
        return _("换过单位、干的活没有变的，从最早那份算起。")

    def fields(self, sheet: Sheet, today: date) -> tuple[Field, ...]:
        """Beginning, end, and the tick at the last period."""
        period = (
            Field(START, _("从"), "day"),
            Field(END, _("到（还在做就不填）"), "day", optional=True),
        )
        if self.number == len(sheet.document["employment"]) < MOST_ROWS:
            return (*period, Field(MORE, _("我还做过别的工作"), "tick", optional=True))
        return period

    def read(self, sheet: Sheet) -> dict[str, list[str]]:
        """The days."""
        row = get(sheet.document, ("employment", self.index)) or {}
        boxes = [in_boxes(key, str(row[key])) for key in (START, END) if key in row]
        return {name: sent for box in boxes for name, sent in box.items()}

    def write(self, sheet: Sheet, values: Values, today: date) -> Sheet:
        """Put the days into the period. Raises InvalidError for every day that is wrong."""
        start_field, end_field, *_more = self.fields(sheet, today)
        refusals: list[RefusedError] = []
        days: dict[str, str | None] = {}
        for field in (start_field, end_field):
            try:
                days[field.name] = read_date(values, field, today)
            except InvalidError as error:
                refusals += error.refusals
        if refusals:
            raise InvalidError(refusals)
        start, end = days[START], days[END]
        if start and end and end < start[: len(end)]:
            raise wrong("E-CHK-013", _("结束早于开始，请核对这两个日期。"), END)
        at = ("employment", self.index)
        changed = sheet.with_document(put(put(sheet.document, (*at, START), start), (*at, END), end))
        return add_row(changed, "employment") if first(values, MORE) else changed

    def forget(self, sheet: Sheet) -> Sheet:
        """Take the days away."""
        at = ("employment", self.index)
        return sheet.with_document(put(put(sheet.document, (*at, START), None), (*at, END), None))

    def said(self, sheet: Sheet, today: date) -> str:
        """From … to …"""
        row = get(sheet.document, ("employment", self.index))
        end = spoken(row[END]) if END in row else _("现在")
        return _("{start} 至 {end}").format(start=spoken(row[START]), end=end)


class WorkSector(CodeQuestion):
    """The kind of employer."""

    slug = "work-{n}-sector"
    place = ("employment", -1, "sector")
    vocabulary = "sector"

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return (
            _("您在哪一类单位工作？")
            if self.number < 2
            else _("第 {n} 段工作是哪一类单位？").format(n=self.number)
        )

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return self.numbered(_("单位性质"))


class WorkEngaged(CodeQuestion):
    """The level at which the person is hired."""

    slug = "work-{n}-engaged_level"
    place = ("employment", -1, "engaged_level")
    vocabulary = "skill_level"

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return _("单位按哪一级聘用您？")

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return self.numbered(_("在聘等级"))

    def hint(self, sheet: Sheet) -> str:
        """What is meant."""
        return _("看聘书或工资岗位，不一定等于证书等级。没有聘级的选“不清楚”。")


class WorkExamFields(FactQuestion):
    """For which fields of examination the work counts."""

    slug = "work-{n}-exam_fields"
    place = ("employment", -1, "exam_fields")

    def title(self, sheet: Sheet) -> str:
        """The question."""
        return (
            _("这份工作属于下面哪些专业？")
            if self.number < 2
            else _("第 {n} 段工作属于下面哪些专业？").format(n=self.number)
        )

    def short(self, sheet: Sheet) -> str:
        """Its name in the list of answers."""
        return self.numbered(_("工作所属考试专业"))

    def fields(self, sheet: Sheet, today: date) -> tuple[Field, ...]:
        """The fields, and none of them."""
        options = (*term_options("exam_field"), Option("none", _("都不是")))
        return (Field(VALUE, self.title(sheet), "checkboxes", options),)

    def read(self, sheet: Sheet) -> dict[str, list[str]]:
        """The fields."""
        found = get(sheet.document, self.at)
        return {} if found is None else {VALUE: list(found) or ["none"]}

    def taken(self, sheet: Sheet, values: Values, today: date) -> object:
        """The fields; none where that was chosen with nothing else."""
        return [code for code in read_options(values, self.fields(sheet, today)[0]) if code != "none"]

    def said(self, sheet: Sheet, today: date) -> str:
        """Their names."""
        labels = {option.value: option.label for option in self.fields(sheet, today)[0].options}
        return "、".join(labels[code] for code in self.read(sheet)[VALUE])
