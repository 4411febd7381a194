"""Taking files in, and giving them up."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.records import auditing
from goodwill.crm.records.attaching import sniffing
from goodwill.crm.records.attaching.models import Attachment
from goodwill.crm.records.errors import BadAttachment
from goodwill.crm.records.models import Record
from goodwill.language import Sentence

MOST = 500
"""Files of one record."""


def attach(record: Record, upload: UploadedFile[bytes], by: User | None) -> Attachment:
    """Keep a file with a record.

    Raises
    ------
    BadAttachment
        If it is too large, empty, of a sort that is not taken, or one too many.
    """
    name = sniffing.cleaned(upload.name or "")
    _refuse_too_large(name, upload.size or 0)
    upload.seek(0)
    what = sniffing.media_type(name, upload.read(sniffing.HEAD))
    if Attachment.objects.of(record).count() >= MOST:
        raise BadAttachment(Sentence("A record keeps at most {n} files.", n=MOST))
    attachment = Attachment(
        kind=record.kind,
        record_id=record.pk,
        name=name,
        size=upload.size or 0,
        media_type=what,
        sha256=_fingerprint(upload),
        by=by,
    )
    upload.seek(0)
    with transaction.atomic():
        attachment.file.save(name, upload, save=False)
        attachment.save()
        auditing.note(record, "attached", {"name": [None, name]}, by)
    return attachment


def remove(attachment: Attachment, record: Record, by: User | None) -> None:
    """Show it no longer; the file stays until the bin is emptied."""
    with transaction.atomic():
        attachment.deleted_at = timezone.now()
        attachment.save()
        auditing.note(record, "detached", {"name": [attachment.name, None]}, by)


def bring_back(attachment: Attachment, record: Record, by: User | None) -> None:
    """Show a removed file again."""
    with transaction.atomic():
        attachment.deleted_at = None
        attachment.save()
        auditing.note(record, "attached", {"name": [None, attachment.name]}, by)


def destroy(attachment: Attachment) -> None:
    """Give up a file for good, once its row is gone for good."""
    storage, name = attachment.file.storage, attachment.file.name
    attachment.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def destroy_all_of(record: Record) -> None:
    """Give up all files of a record that goes for good."""
    for attachment in Attachment.objects.of(record):
        destroy(attachment)


def purge(limit: datetime) -> int:
    """Give up the files that were removed before `limit`; how many there were."""
    old = list(Attachment.objects.filter(deleted_at__lt=limit))
    for attachment in old:
        destroy(attachment)
    return len(old)


def _refuse_too_large(name: str, size: int) -> None:
    most = settings.CONFIGURATION.largest_upload_mb
    if size > most * 2**20:
        raise BadAttachment(
            Sentence("{name} is larger than {n} MB, which is the most.", name=name, n=most)
        )


def _fingerprint(upload: UploadedFile[bytes]) -> str:
    upload.seek(0)
    told = hashlib.sha256()
    for chunk in upload.chunks():
        told.update(chunk)
    return told.hexdigest()
