"""What lies beside the tables of a register: the mapping that `guantong screen` reads, and a note on what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guantong import __version__
from guantong.catalogue.reading import digest, read_yaml
from guantong.population.assumptions import FILE
from guantong.population.headers import HEADERS, NAMES

if TYPE_CHECKING:
    from datetime import date


def mapping() -> str:
    """The mapping of the tables and headers to the normal form. Words and days need none: they are the official ones."""
    lines = [
        "# 虚构的登记册：其中没有任何真实的人。 / A synthetic register: no person in it exists.",
        "# 左边是本系统的列名，右边是登记册的列名。 / Names of the normal form on the left, of the register on the right.",
        "tables:",
    ]
    for table, headers in HEADERS.items():
        lines += [f"  {table}:   # {NAMES[table]}", f"    file: {table}", "    columns:"]
        lines += [f"      {column}: {header}" for column, header in headers.items()]
    return "\n".join(lines) + "\n"


def readme(persons: int, seed: int, dirty: float, as_of: date) -> str:
    """What this folder is, how it was made, and that nobody in it exists."""
    dirt = f" --dirty {dirty:g}" if dirty else ""
    tables = "\n".join(f"- `{table}/` {name}" for table, name in NAMES.items())
    damage_zh = "部分行按已知方式损坏，清单见 `damage.csv`。\n" if dirty else ""
    damage_en = "Some rows are damaged in known ways; `damage.csv` lists them.\n" if dirty else ""
    return f"""# 虚构的登记册 / A synthetic register

**这里没有任何真实的人。** 所有内容由程序按假设随机生成，只供演示、测试和测速；比例不是统计数据，不得引用。
{damage_zh}
**No person in here exists.** Everything was made by chance from assumptions, for demonstration, tests and
measurements; no share in it is a statistic.
{damage_en}
    guantong population --persons {persons} --seed {seed} --as-of {as_of}{dirt} -o DIR

- 登记日期 / day of the register: {as_of}
- guantong {__version__}
- 假设 / assumptions: {digest(read_yaml(FILE))}

{tables}
- `mapping.yaml` 列名对应 / what the headers mean
"""
