"""A file goes from the browser into the records step by step, and back."""

from __future__ import annotations

import io
from typing import Any

import pytest
from crm.conftest import logged_in
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.exchange.importing import running, uploading
from goodwill.crm.exchange.importing.models import Import
from goodwill.crm.exchange.importing.uploading import Upload
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.own_fields.models import OwnField

TABLE = """客户编号,客户名称,城市,注册日期,客户阶段,建筑面积
K-1,上海恒泰精密机械有限公司,上海,2024-03-01,Prospekt,1200
K-2,苏州远山重工有限公司,苏州,2024-13-01,Prospect,800
K-3,Acme Präzision GmbH,Berlin,2023-05-06,Suspect,90.5
K-9,旧名,昆山,2023-05-06,Suspect,
"""


@pytest.fixture
def browser(administrator: User) -> Client:
    return logged_in(administrator)


@pytest.fixture
def known(by: Actor) -> Customer:
    return changing.create(Customer(name="旧名", number="K-9", city="昆山"), by)


def sent(browser: Client, text: str | bytes = TABLE, name: str = "客户.csv") -> Upload:
    content = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile(name, content, "application/octet-stream")
    answer = browser.post(reverse("upload"), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return Upload.objects.latest("pk")


def step(browser: Client, name: str, upload: Upload, told: Any = None) -> Any:
    where = reverse(name, args=[upload.public_id])
    return browser.post(where, told) if told is not None else browser.get(where)


def matched(browser: Client, upload: Upload, **told: Any) -> Any:
    return step(
        browser,
        "import_matching",
        upload,
        {"mode": "both", "match": ["customers.number"], "source": "ERP", **told},
    )


def brought_in(browser: Client, upload: Upload) -> Import:
    assert step(browser, "import_check", upload).status_code == 200
    answer = step(browser, "import_run", upload, {})
    import_ = Import.objects.latest("pk")
    assert answer.url == reverse("import", args=[import_.public_id])
    running.run(import_.pk)
    import_.refresh_from_db()
    return import_


def test_a_table_is_looked_at_before_anything_is_done(browser: Client) -> None:
    upload = sent(browser)
    page = step(browser, "import_look", upload).content.decode()
    assert "上海恒泰精密机械有限公司" in page
    assert upload.shape == "customers"
    assert upload.plan["columns"] == {
        "客户编号": "customers.number",
        "客户名称": "customers.name",
        "城市": "customers.city",
        "注册日期": "customers.known_on",
        "客户阶段": "customers.stage",
        "建筑面积": "",
    }
    assert not Customer.objects.exists()


def test_how_it_is_read_and_what_a_row_is_can_be_said_otherwise(browser: Client) -> None:
    upload = sent(browser, "Name;Ort\nMüller;Köln\n".encode("cp1252"))
    told = {"encoding": "cp1252", "delimiter": ";", "dates": "dmy", "shape": "contracts"}
    page = step(browser, "import_look", upload, told).content.decode()
    assert "Müller" in page
    upload.refresh_from_db()
    assert upload.shape == "contracts"
    assert upload.plan["settings"]["dates"] == "dmy"


def test_what_is_no_table_is_refused_with_the_reason(browser: Client) -> None:
    file = SimpleUploadedFile("broken.xlsx", b"PK\x03\x04 this is no workbook")
    answer = browser.post(reverse("upload"), {"file": file})
    assert answer.status_code == 422
    assert "broken.xlsx" in answer.content.decode()
    assert not Upload.objects.exists()
    assert browser.post(reverse("upload"), {}).status_code == 422


def test_columns_are_chosen_and_one_becomes_an_own_field(browser: Client) -> None:
    upload = sent(browser)
    told = {"column-5": "new", "column-3": "", "column-2": "no such target"}
    assert step(browser, "import_columns", upload, told).status_code == 302
    upload.refresh_from_db()
    assert upload.plan["columns"]["建筑面积"] == "custom.jian_zhu_mian_ji"
    assert upload.plan["columns"]["注册日期"] == ""
    assert "城市" not in upload.plan["columns"]
    assert OwnField.objects.get(name="jian_zhu_mian_ji").sort == "number"


def test_what_cannot_be_done_without_is_asked_for(browser: Client) -> None:
    upload = sent(browser, "Article group,Remark\nPresses,x\n", "p.csv")
    told = {"shape": "products"}
    step(browser, "import_look", upload, told)
    answer = step(browser, "import_columns", upload, {"column-0": "products.family"})
    assert answer.status_code == 422
    assert "nothing can be made without it: Product number" in answer.content.decode()


def test_what_it_would_do_is_told_exactly_and_nothing_is_done(
    browser: Client, known: Customer
) -> None:
    upload = sent(browser)
    assert matched(browser, upload).status_code == 302
    page = step(browser, "import_check", upload).content.decode()
    assert "“Prospekt” is none of" in page
    assert "“2024-13-01” is not a date." in page
    assert "Acme Präzision GmbH" in page
    known.refresh_from_db()
    assert (known.stage, Customer.objects.count()) == ("", 1)


def test_words_written_otherwise_are_asked_about_once(browser: Client) -> None:
    upload = sent(browser)
    matched(browser, upload)
    step(browser, "import_check", upload)
    told = {"heading": "客户阶段", "cell": "Prospekt", "known": "Prospect"}
    step(browser, "import_take_as", upload, told)
    page = step(browser, "import_check", upload).content.decode()
    assert "Prospekt" not in page
    brought_in(browser, upload)
    assert Customer.objects.get(number="K-1").stage == "prospect"
    again = sent(browser)
    assert again.plan["instead"] == {"客户阶段": {"Prospekt": "Prospect"}}


def test_it_comes_in_and_goes_back_and_rows_not_taken_come_as_a_file(
    browser: Client, known: Customer
) -> None:
    upload = sent(browser)
    matched(browser, upload)
    import_ = brought_in(browser, upload)
    assert not Upload.objects.exists()
    assert not uploading.folder().joinpath(upload.public_id.hex).exists()
    known.refresh_from_db()
    assert known.stage == "suspect"
    page = browser.get(reverse("import", args=[import_.public_id])).content.decode()
    assert "Rows that were not taken" in page
    added = browser.get(reverse("import_records", args=[import_.public_id, "created"]))
    assert "Acme Präzision GmbH" in added.content.decode()
    file = browser.get(reverse("import_rejects", args=[import_.public_id, "xlsx"])).content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0).to_python()
    assert rows[0][-2:] == ["What is wrong", "Row in the file"]
    assert rows[2][:2] == ["K-2", "苏州远山重工有限公司"]
    assert rows[2][-2] == "注册日期: “2024-13-01” is not a date."
    answer = browser.post(reverse("import_undo", args=[import_.public_id]))
    assert answer.status_code == 302
    known.refresh_from_db()
    assert known.stage == ""
    assert Customer.objects.present().count() == 1


def test_a_mended_file_needs_no_choosing(browser: Client) -> None:
    upload = sent(browser)
    matched(browser, upload)
    import_ = brought_in(browser, upload)
    text = browser.get(reverse("import_rejects", args=[import_.public_id, "csv"])).content.decode()
    mended = text.replace("Prospekt", "Prospect", 1).replace("2024-13-01", "2024-12-01", 1)
    again = sent(browser, mended, "to mend.csv")
    assert again.plan["match"] == ["customers.number"]
    assert again.plan["source"] == "ERP"
    assert again.plan["columns"]["What is wrong"] == ""
    done = brought_in(browser, again)
    assert done.counts["created"] == 2
    assert done.counts["rejected"] == 0


def test_ids_of_another_system_need_its_name(browser: Client) -> None:
    upload = sent(browser, "id,name\n7,Acme\n", "a.csv")
    answer = matched(browser, upload, match=["external_id"], source="")
    assert answer.status_code == 422
    assert matched(browser, upload, match=["external_id"]).status_code == 302


def test_rows_need_a_way_to_find_records_unless_they_only_add(browser: Client) -> None:
    upload = sent(browser)
    assert matched(browser, upload, match=[]).status_code == 422
    assert matched(browser, upload, match=[], mode="insert").status_code == 302


def test_a_template_comes_back_without_its_row_of_hints(browser: Client) -> None:
    where = reverse("import_template", args=["customers", "csv"])
    heading, hints = browser.get(where).content.decode("utf-8-sig").splitlines()[:2]
    names = heading.split(",")
    row = ["Acme" if name == "Name" else "Bern" if name == "City" else "" for name in names]
    upload = sent(browser, "\n".join((heading, hints, ",".join(row))), "customers.csv")
    matched(browser, upload, match=["customers.name+customers.city"])
    import_ = brought_in(browser, upload)
    assert (import_.counts["created"], import_.counts["rejected"]) == (1, 0)


def test_others_files_and_imports_are_not_there_but_for_who_manages_data(
    browser: Client, manager: User
) -> None:
    manager.role.abilities = [*manager.role.abilities, "data.import"]
    manager.role.save()
    upload = sent(browser)
    matched(browser, upload)
    colleague = logged_in(manager)
    assert step(colleague, "import_look", upload).status_code == 404
    import_ = brought_in(browser, upload)
    where = reverse("import", args=[import_.public_id])
    assert colleague.get(where).status_code == 404
    manager.role.abilities = [*manager.role.abilities, "data.manage"]
    manager.role.save()
    assert logged_in(manager).get(where).status_code == 200


def test_what_nobody_went_on_with_is_given_up_after_a_week(browser: Client) -> None:
    upload, kept = sent(browser), sent(browser, name="new.csv")
    Upload.objects.filter(pk=upload.pk).update(at=upload.at - uploading.KEPT_FOR)
    assert uploading.discard_old() == 1
    assert list(Upload.objects.all()) == [kept]
    assert not upload.path.exists()
    assert kept.path.exists()


def test_discarding_changes_nothing(browser: Client) -> None:
    upload = sent(browser)
    assert step(browser, "discard_upload", upload, {}).status_code == 302
    assert not Upload.objects.exists()
    assert not upload.path.exists()


@pytest.mark.parametrize("name", ["客户[1]*?#2.csv", "../../etc/passwd.csv"])
def test_a_name_of_a_file_means_nothing_but_a_name(browser: Client, name: str) -> None:
    upload = sent(browser, name=name)
    assert upload.path.parent.parent == uploading.folder()
    matched(browser, upload)
    assert brought_in(browser, upload).counts["created"] == 2
