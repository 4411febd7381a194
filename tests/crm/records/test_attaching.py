"""Files come in only as what they are, and leave only to those who see the record."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import binning, changing
from goodwill.crm.records.attaching import keeping, sniffing
from goodwill.crm.records.attaching.models import Attachment
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import BadAttachment
from goodwill.crm.records.models import Change

from ..conftest import logged_in

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


def zipped() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(zipfile.ZipInfo("[Content_Types].xml"), "<Types/>")
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("合同.pdf", PDF, "application/pdf"),
        ("photo.PNG", PNG, "image/png"),
        ("photo.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(40), "image/jpeg"),
        ("list.csv", "姓名,城市\n李娜,上海\n".encode("gb18030"), "text/csv"),
        ("note.txt", "你好".encode(), "text/plain"),
        ("plan.zip", zipped(), "application/zip"),
        ("old.xls", bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), "application/vnd.ms-excel"),
    ],
)
def test_a_file_is_what_its_content_says(name: str, content: bytes, what: str) -> None:
    assert sniffing.media_type(name, content) == what


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("page.html", b"<!doctype html><script>alert(1)</script>", "not taken"),
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not taken"),
        ("setup.exe", b"MZ\x90\x00" + bytes(60), "not taken"),
        ("setup.pdf", b"MZ\x90\x00" + bytes(60), "not what its name says"),
        ("photo.png", b"<html><script>alert(1)</script></html>", "not what its name says"),
        ("note.txt", b"\x00\x01\x02", "not what its name says"),
        ("empty.txt", b"", "empty"),
        ("nothing", PDF, "not taken"),
    ],
)
def test_what_is_not_taken_is_refused_with_the_reason(name: str, content: bytes, why: str) -> None:
    with pytest.raises(BadAttachment, match=why):
        sniffing.media_type(name, content)


@given(st.text(max_size=300))
@trying(max_examples=25)
def test_no_name_leads_anywhere(name: str) -> None:
    shown = sniffing.cleaned(name)
    assert 0 < len(shown) <= 200
    assert "/" not in shown
    assert "\\" not in shown
    assert shown.isprintable()


def test_names_that_turn_writing_around_are_straightened() -> None:
    assert sniffing.cleaned("..\\..\\etc/合\u202efdp.exe") == "合fdp.exe"


@pytest.fixture
def hengtai(by: Actor, rep: User) -> Customer:
    return changing.create(Customer(name="恒泰精密", owner=rep), by)


def kept(customer: Customer, name: str = "photo.png", content: bytes = PNG) -> Attachment:
    return keeping.attach(customer, SimpleUploadedFile(name, content), None)


def test_too_large_a_file_is_refused(hengtai: Customer) -> None:
    upload = SimpleUploadedFile("large.pdf", PDF)
    upload.size = settings.CONFIGURATION.largest_upload_mb * 2**20 + 1
    with pytest.raises(BadAttachment, match="larger than"):
        keeping.attach(hengtai, upload, None)
    assert not Attachment.objects.exists()


def test_a_file_leaves_as_something_to_save_that_can_do_no_harm(
    hengtai: Customer, rep: User
) -> None:
    held = kept(hengtai, "合同.pdf", PDF)
    answer = logged_in(rep).get(f"/attachment/{held.public_id}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "script" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Type"] == "application/pdf"


def test_only_pictures_are_shown_within_a_page(hengtai: Customer, rep: User) -> None:
    browser = logged_in(rep)
    browser.defaults["HTTP_HX_REQUEST"] = "true"
    picture, paper = kept(hengtai), kept(hengtai, "a.pdf", PDF)
    shown = browser.get(f"/attachment/{picture.public_id}/picture/")
    assert shown.status_code == 200
    assert shown.headers["Content-Disposition"].startswith("inline;")
    assert b"".join(shown.streaming_content) == PNG
    assert browser.get(f"/attachment/{paper.public_id}/picture/").status_code == 404


def test_who_does_not_see_the_record_does_not_see_its_files(
    hengtai: Customer, outsider: User
) -> None:
    held = kept(hengtai)
    browser = logged_in(outsider)
    browser.defaults["HTTP_HX_REQUEST"] = "true"
    assert browser.get(f"/attachment/{held.public_id}/").status_code == 404
    assert browser.get(f"/attachment/{held.public_id}/picture/").status_code == 404
    assert browser.get(f"/attachments/customers/{hengtai.public_id}/").status_code == 404
    assert browser.post(f"/attachment/{held.public_id}/remove/").status_code == 404
    assert browser.get(f"/attachments/dragons/{hengtai.public_id}/").status_code == 404


def test_files_are_added_removed_and_brought_back_on_the_card(hengtai: Customer, rep: User) -> None:
    browser = logged_in(rep)
    page = f"/attachments/customers/{hengtai.public_id}/"
    both = [SimpleUploadedFile("合同.pdf", PDF), SimpleUploadedFile("bad.exe", b"MZ" + bytes(9))]
    answer = browser.post(f"{page}add/", {"files": both})
    assert answer.status_code == 422
    assert "bad.exe is of a sort that is not taken" in answer.content.decode()
    (held,) = Attachment.objects.all()
    assert (held.name, held.size, held.by) == ("合同.pdf", len(PDF), rep)
    removed = browser.post(f"/attachment/{held.public_id}/remove/")
    assert "合同.pdf" not in removed.content.decode()
    assert "restore" in removed.headers["HX-Trigger"]
    browser.post(f"/attachment/{held.public_id}/restore/")
    assert "合同.pdf" in browser.get(page).content.decode()
    verbs = Change.objects.filter(kind="customers", record_id=hengtai.pk).values_list("verb")
    assert [verb for (verb,) in verbs.order_by("pk")][1:] == ["attached", "detached", "attached"]


def test_the_bin_takes_files_along_for_good(
    hengtai: Customer, by: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    removed, standing = kept(hengtai, "a.pdf", PDF), kept(hengtai)
    keeping.remove(removed, hengtai, by.user)
    in_a_month = timezone.now() + timedelta(days=31)
    with django_capture_on_commit_callbacks(execute=True):
        binning.purge(in_a_month)
    assert list(Attachment.objects.all()) == [standing]
    changing.delete(hengtai, by)
    with django_capture_on_commit_callbacks(execute=True):
        binning.purge(in_a_month)
    assert not Attachment.objects.exists()
    for one in (removed, standing):
        assert not one.file.storage.exists(one.file.name)
