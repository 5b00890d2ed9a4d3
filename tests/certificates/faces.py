"""A face for tests: a person who does not exist."""

from datetime import date

from guantong.certificates import numbers
from guantong.certificates.face import Face

FACE = Face(
    kind="title",
    number=numbers.compose("title", 2026, "0001", 1),
    name="韦䶮𬭎𠮷",
    sex="男",
    birth="1988-05",
    identity_masked="450***********123X",
    employer="广西示例机械有限公司",
    series="工程系列",
    specialty="机械工程",
    level="副高级",
    title="高级工程师",
    occupation="",
    way="评审",
    acquired_on=date(2026, 9, 18),
    committee="广西壮族自治区工程系列示例高级职称评审委员会",
    authority="广西壮族自治区职称改革工作领导小组办公室（演示）",
    authority_code="",
    approval_document="桂职改示例〔2026〕8号",
    approved_on=date(2026, 10, 9),
    issued_on=date(2026, 10, 20),
    verify_url="https://example.invalid/v/",
    demonstration=True,
)
