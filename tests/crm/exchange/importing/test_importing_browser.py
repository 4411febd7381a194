"""An analyst brings in a flawed Chinese workbook, mends it, and takes it back."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from crm.conftest import logged_in
from xlsxwriter import Workbook

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.exchange.importing import running
from goodwill.crm.exchange.importing.models import Import

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROWS = (
    ("二〇二六年客户清单", "", "", "", "", ""),
    ("客户编号", "客户名称", "手机", "城市", "注册日期", "客户阶段"),
    ("K-1", "上海恒泰精密机械有限公司", "138 1234 5678", "上海", "2024年3月1日", "Prospekt"),
    ("K-2", "蘇州遠山重工", "138-1234-5679", "苏州", "2024-13-01", "Prospect"),
    ("K-3", "杭州云栖科技", "+86 571 8888 1234", "杭州", "2023/5/6", "Suspect"),
)


def workbook(rows: Any) -> bytes:
    held = io.BytesIO()
    book = Workbook(held)
    sheet = book.add_worksheet("客户")
    for line, row in enumerate(rows):
        sheet.write_row(line, 0, row)
    book.close()
    return held.getvalue()


def mended(file: Path) -> bytes:
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    return workbook(
        [["2024-12-01" if cell == "2024-13-01" else cell for cell in row] for row in rows]
    )


def bring_in(page: Any, name: str, content: bytes) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files("#import-file", {"name": name, "mimeType": kind, "buffer": content})
    page.get_by_role("link", name="Go on to its columns").click()
    page.get_by_role("button", name="Go on to matching").click()
    page.get_by_role("button", name="Try it out").click()


def run_latest() -> None:
    """What the worker does."""
    running.run(Import.objects.latest("pk").pk)


def test_a_flawed_chinese_workbook_comes_in_and_is_mended(
    window: Callable[..., Any], administrator: User, tmp_path: Path
) -> None:
    logged_in(administrator).get("/data/imports/")  # what starting takes is not waited for
    page = window(administrator, "/data/imports/")
    bring_in(page, "客户.xlsx", workbook(ROWS))
    page.get_by_text("“2024-13-01” is not a date.").wait_for()
    page.get_by_role("button", name="Take it as this").click()
    page.get_by_text("“Prospekt” is none of").wait_for(state="detached")
    page.get_by_role("button", name="Bring it in").click()
    page.get_by_role("button", name="Pause").wait_for()
    run_latest()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Excel to mend").click()
    file = tmp_path / "to mend.xlsx"
    coming.value.save_as(file)
    assert set(Customer.objects.values_list("number", flat=True)) == {"K-1", "K-3"}

    page.get_by_role("link", name="All imports").click()
    bring_in(page, "to mend.xlsx", mended(file))
    page.get_by_role("button", name="Bring it in").click()
    page.get_by_role("button", name="Pause").wait_for()
    run_latest()
    page.get_by_role("button", name="Take all of it back").wait_for()
    assert Customer.objects.present().get(number="K-2").name == "蘇州遠山重工"

    page.get_by_role("button", name="Take all of it back").click()
    page.get_by_role("button", name="Take it back").click()
    page.get_by_text("This import was taken back.").wait_for()
    assert not Customer.objects.present().filter(number="K-2").exists()
    errors = [one for one in page.troubles if one.startswith(("error", "Error"))]
    assert not errors


def test_a_field_is_found_by_typing_and_the_keyboard_alone(
    window: Callable[..., Any], administrator: User
) -> None:
    page = window(administrator, "/data/imports/")
    table = b"Name,Stuff\nAcme,20354\n"
    page.set_input_files("#import-file", {"name": "a.csv", "mimeType": "text/csv", "buffer": table})
    page.get_by_role("link", name="Go on to its columns").click()
    select = page.get_by_role("combobox", name="Stuff")
    select.press("ArrowDown")
    page.keyboard.insert_text("邮编")
    page.locator(".finder__row[aria-selected=true]", has_text="Postal code").wait_for()
    page.keyboard.press("Enter")
    page.get_by_text("2 of 2 columns will be brought in").wait_for()
    assert select.input_value() == "contact_points.postal_code"
    assert page.evaluate("document.activeElement.name") == "column-1"
