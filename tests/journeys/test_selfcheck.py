"""J1: a worker checks himself on a phone, and at a desk: four answers, a code, and a record that is filled already."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from guantong.portal import clock

if TYPE_CHECKING:
    from .conftest import Visitor

pytestmark = pytest.mark.django_db(transaction=True)

GOOD = {
    "certificate-1-kind": "职业技能等级证书",
    "certificate-1-verified": "查得到",
    "continuing_education": "够，有证明",
    "results": "有",
    "honours": "都没有",
    "education": "都没有",
    "status": "在职",
    "sanctions": "没有",
}


def months_ago(months: int) -> tuple[str, str]:
    """Year and month so many months before this one."""
    count = clock.today().year * 12 + clock.today().month - 1 - months
    return str(count // 12), str(count % 12 + 1)


def name_of(visitor: Visitor) -> str:
    """The name of the question on the page; `result` at the end."""
    return visitor.page.url.split("?")[0].rstrip("/").rpartition("/")[2]


def fill_month(visitor: Visitor, field: str, when: tuple[str, str]) -> None:
    """Type year and month."""
    visitor.page.fill(f"#id_{field}", when[0])
    visitor.page.fill(f"#id_{field}_month", when[1])


def three_years_passed(visitor: Visitor) -> None:
    """Choose 合格 for the last three years; waits for each, as a list of what is there already would not."""
    for year in range(3):
        visitor.page.get_by_role("combobox").nth(year).select_option(label="合格")


def answer(visitor: Visitor, *, appraisals: bool = True) -> None:
    """Answer the question on the page as the worker does."""
    page, name = visitor.page, name_of(visitor)
    if name == "appraisals":
        if not appraisals:
            visitor.press("不清楚")
            return
        three_years_passed(visitor)
    else:
        page.get_by_role("radio", name=GOOD[name], exact=True).or_(
            page.get_by_role("checkbox", name=GOOD[name], exact=True)
        ).check()
    visitor.press("下一题")


def walk(visitor: Visitor, *, appraisals: bool = True) -> None:
    """From the start to the result: an electrician with a certificate of 26 months."""
    page = visitor.page
    visitor.go("/check/")
    visitor.looks_right("start")
    visitor.press("开始自查")
    visitor.looks_right("holding")
    page.get_by_label("技能证书").check()
    visitor.press("下一题")
    page.get_by_label("职业", exact=True).press_sequentially("dg")
    page.locator("#found").get_by_label("电工").check()
    visitor.looks_right("occupation")
    visitor.press("下一题")
    page.get_by_label("高级工", exact=True).check()
    visitor.press("下一题")
    fill_month(visitor, "value", months_ago(26))
    visitor.looks_right("issued")
    visitor.press("下一题")
    page.get_by_label("和证书一样：电工").check()
    visitor.press("下一题")
    fill_month(visitor, "from", ("2012", "7"))
    visitor.looks_right("since")
    visitor.press("下一题")
    seen: set[str] = set()
    while (name := name_of(visitor)) != "result":
        assert name not in seen
        seen.add(name)
        visitor.looks_right(name)
        answer(visitor, appraisals=appraisals)


def test_a_worker_checks_himself(visitor: Visitor) -> None:
    page = visitor.page
    walk(visitor)
    visitor.looks_right("result-eligible")
    assert page.get_by_role("heading", name="按您填写的情况").is_visible()
    assert page.get_by_text("可以申报助理工程师（机电）。").is_visible()
    card = page.locator("article", has_text="助理工程师（机电）")
    assert card.locator(".gists").get_by_text("有高级工证书").is_visible(), "the gist of 2.2.1.1b"
    assert card.get_by_role("link", name="2.2.1.1b").first.is_visible()
    for word in ("论文", "外语", "计算机"):
        assert page.get_by_label(word).count() == 0

    visitor.press("改：发证日期")
    fill_month(visitor, "value", months_ago(20))
    visitor.press("改好，回到结果")
    visitor.looks_right("result-later")
    assert (
        page.locator("article", has_text="助理工程师（机电）")
        .locator(".target__when")
        .get_by_text("最早")
        .is_visible()
    )
    assert not page.get_by_role("heading", name="可以申报", exact=True).is_visible()

    visitor.press("改：发证日期")
    fill_month(visitor, "value", months_ago(26))
    visitor.press("改好，回到结果")
    visitor.press("改：年度考核")
    visitor.press("不清楚")
    visitor.looks_right("result-evidence")
    assert page.get_by_role("heading", name="还差材料").is_visible()
    assert (
        page.locator("article", has_text="助理工程师（机电）").get_by_text("年度考核结果").first.is_visible()
    )

    visitor.press("会计、经济这类要考试的，也看看")
    visitor.looks_right("exam")
    page.get_by_label("会计", exact=True).check()
    visitor.press("改好，回到结果")
    visitor.looks_right("result-exam")
    assert page.get_by_text("会计初级资格考试").first.is_visible()

    visitor.press("保存，拿一个保存码")
    visitor.looks_right("saved")
    code = page.locator(".save-code").inner_text()
    visitor.press("回到结果")
    visitor.press("清除本机上的回答")
    visitor.press("我有保存码")
    page.get_by_label("保存码").fill(code.lower())
    visitor.looks_right("resume")
    visitor.press("打开")
    assert page.get_by_role("heading", name="按您填写的情况").is_visible()

    visitor.press("改：年度考核")
    three_years_passed(visitor)
    visitor.press("改好，回到结果")
    visitor.press("以此建立我的档案")
    visitor.press("注册一个")
    page.get_by_label("账户名").fill("lvgonghao")
    page.get_by_label("密码", exact=True).fill("liuzhou-dg-2026")
    page.get_by_label("再输一次密码").fill("liuzhou-dg-2026")
    visitor.press("注册")
    visitor.looks_right("record-asked")
    visitor.press("填入我的档案")
    page.wait_for_url("**/people/")
    visitor.looks_right("record")
    assert page.get_by_text("电工").first.is_visible()
    assert page.get_by_text("高级工").first.is_visible()


def test_the_keyboard_alone_is_enough(visitor: Visitor) -> None:
    page, keys = visitor.page, visitor.page.keyboard
    visitor.go("/check/")

    def tab_to(selector: str) -> None:
        """Press Tab until the element has the focus."""
        for _ in range(60):
            keys.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        pytest.fail(f"{selector} cannot be reached by Tab on {page.url}")

    def press(selector: str) -> None:
        """Reach a button and press it."""
        tab_to(selector)
        with page.expect_navigation():
            keys.press("Enter")

    next_question = ".step-buttons .button--primary"
    press("button[value=careers]")
    tab_to("input[type=radio]")
    keys.press("Space")
    press(next_question)
    tab_to("#id_value")
    keys.type("dg")
    page.wait_for_selector("#found input[type=radio]")
    tab_to("#found input[type=radio]")
    keys.press("Space")
    press(next_question)
    tab_to("input[type=radio]")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    press(next_question)
    tab_to("#id_value")
    keys.type("2020-05-20")
    press(next_question)
    tab_to("input[type=radio]")
    keys.press("Space")
    press(next_question)
    tab_to("#id_from")
    keys.type("2012.7")
    press(next_question)
    for _ in range(30):
        if name_of(visitor) == "result":
            break
        press("button[name=unsure]")

    assert page.get_by_role("heading", name="按您填写的情况").is_visible()
    tab_to("details > summary")
    tab_to(".target summary")
    keys.press("Enter")
    assert page.locator(".tree").first.is_visible()
