"""References that move when a first column is put in."""

import pytest

from guantong.screening.workbook.moving import moved_formula


@pytest.mark.parametrize(
    ("formula", "on_the_sheet", "elsewhere"),
    [
        ("=A1+$B$2", "=B1+$C$2", "=A1+$B$2"),
        ("=SUM(A:C)+SUM(1:2)", "=SUM(B:D)+SUM(1:2)", "=SUM(A:C)+SUM(1:2)"),
        ("='花名册'!Z9", "='花名册'!AA9", "='花名册'!AA9"),
        ("=花名册!$A$1:$C$3", "=花名册!$B$1:$D$3", "=花名册!$B$1:$D$3"),
        ("=证书!A1", "=证书!A1", "=证书!A1"),
        ('=IF(A1="B2",W_level,LOG10(2))', '=IF(B1="B2",W_level,LOG10(2))', '=IF(A1="B2",W_level,LOG10(2))'),
    ],
)
def test_only_references_to_the_sheet_move(formula: str, on_the_sheet: str, elsewhere: str) -> None:
    assert moved_formula(formula, "花名册", own=True) == on_the_sheet
    assert moved_formula(formula, "花名册", own=False) == elsewhere
