"""All that is known about a person as one ZIP: to read, for machines, and the files themselves."""

from __future__ import annotations

import json
import shutil
import zipfile
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO

from django.template.loader import render_to_string
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.disclosing.gathering import all_known, files_of
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import auditing

IN_MEMORY = 8 * 2**20


def disclose(customer: Customer, by: User) -> IO[bytes]:
    """The ZIP, open at its beginning; that it was made is written into history."""
    known = list(all_known(customer, by.reach))
    files = list(files_of(customer))
    is_small = sum(attachment.size for attachment in files) < IN_MEMORY
    held: IO[bytes] = BytesIO() if is_small else TemporaryFile()  # noqa: SIM115
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        told = {"customer": customer, "known": known, "at": timezone.now()}
        archive.writestr("read_me.html", render_to_string("customers/disclosed.html", told))
        plain = {one.word: one.things for one in known}
        archive.writestr("data.json", json.dumps(plain, ensure_ascii=False, indent=1, default=str))
        for number, attachment in enumerate(files, 1):
            name = f"files/{number:03} {attachment.name}"
            with attachment.file.open("rb") as file, archive.open(name, "w") as place:
                shutil.copyfileobj(file, place)
    auditing.note(customer, "disclosed", {}, by)
    held.seek(0)
    return held
