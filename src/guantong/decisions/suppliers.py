"""Who can supply a missing fact: the employer, the national query, whoever issues a notice, or the person."""

from enum import Enum

from guantong.policy.model import Language


class Supplier(Enum):
    """Somebody who can supply a fact, in the order in which a clerk asks them."""

    EMPLOYER = ("单位人事部门", "the employer's HR")
    QUERY = ("全国证书联网查询", "the national certificate query")
    AUTHORITY = ("主管部门的标准或通知", "a standard or notice of the authority")
    PERSON = ("本人", "the person")

    def words(self, lang: Language) -> str:
        """Their name."""
        return self.value[0 if lang == "zh" else 1]


def supplier(path: str) -> Supplier:
    """Who supplies the fact at a path of the case, with or without its places in lists."""
    if path.startswith("policy:"):
        return Supplier.AUTHORITY
    if path.startswith(("certificates[", "certificates.")) and path.endswith(".verified"):
        return Supplier.QUERY
    if path.startswith(("appraisals", "employment")):
        return Supplier.EMPLOYER
    return Supplier.PERSON
