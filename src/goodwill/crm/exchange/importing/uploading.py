"""Files on their way in: kept aside until somebody has said what they are and tried them out."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.exchange.importing.models import Import
from goodwill.crm.exchange.importing.plan import Reading
from goodwill.crm.records.attaching.sniffing import cleaned
from goodwill.crm.records.errors import Refused
from goodwill.crm.records.models import new_id
from goodwill.language import Sentence

if TYPE_CHECKING:
    from goodwill.crm.exchange.importing.reading import Sample

KEPT_FOR = timedelta(days=7)
"""How long a file waits that nobody went on with."""
LARGEST = 2 * 2**30
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".parquet", ".vcf", ".ods", ".zip", ".gz")
"""What the page offers to choose; what a file is, its content tells."""


class BadUpload(Refused):
    """A file that cannot be taken in; says why."""


class Upload(models.Model):
    """A file on its way in, what is known of it, and how its rows shall become records.

    `sample` holds the beginning of the table as it was read last, `plan` what was said so far.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)
    sample = models.JSONField(default=dict)
    plan = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    """Heading → why it is taken for what it is, as a kept sentence."""
    trial = models.ForeignKey(Import, null=True, on_delete=models.SET_NULL, related_name="+")
    """The import that was tried out with this plan; None once the plan changed."""

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["by", "-at"], name="upload_of_person")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        return folder() / self.public_id.hex / self.name

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(self.sample.get("headings", ()))

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(row) for row in self.sample.get("rows", ()))

    @property
    def shape(self) -> str:
        return str(self.plan.get("shape", ""))

    @property
    def reading(self) -> Reading:
        """How the person wants it read; empty texts are found out."""
        return Reading(**self.plan.get("settings", {}))


def folder() -> Path:
    """Where files wait."""
    home: Path = settings.CONFIGURATION.home
    return home / "uploads"


def take(file: UploadedFile[bytes], by: User) -> Upload:
    """Keep a file aside.

    Raises
    ------
    BadUpload
        If it is empty or larger than may come by the browser.
    """
    if not file.size:
        raise BadUpload(Sentence("{name} is empty.", name=file.name or ""))
    if file.size > LARGEST:
        raise BadUpload(
            Sentence(
                "{name} is larger than 2 GB. Bring it in with `goodwill import` on the server.",
                name=file.name or "",
            )
        )
    upload = Upload(by=by, name=cleaned(file.name or "table")[-120:], size=file.size)
    upload.path.parent.mkdir(parents=True, mode=0o700)
    with upload.path.open("wb") as kept:
        for piece in file.chunks():
            kept.write(piece)
    upload.save()
    return upload


def keep_sample(upload: Upload, sample: Sample) -> None:
    """Remember the beginning of the table, so that no page has to read the file again."""
    from goodwill.crm.exchange.importing import telling

    upload.sample = {
        "headings": list(sample.headings),
        "rows": [list(row) for row in sample.rows],
        "found": {name: str(value) for name, value in vars(sample.found).items()},
        "format": sample.format,
        "sheets": list(sample.sheets),
        "notes": [telling.kept(note) for note in sample.notes],
    }
    upload.save()


def change_plan(upload: Upload, **told: Any) -> None:
    """Say more of how rows shall become records; what was tried out before holds no longer."""
    _drop_trial(upload)
    upload.plan = {**upload.plan, **told}
    upload.save()


def discard(upload: Upload) -> None:
    """Give up the file and what was said of it."""
    _drop_trial(upload)
    shutil.rmtree(upload.path.parent, ignore_errors=True)
    upload.delete()


def _drop_trial(upload: Upload) -> None:
    """Give up what was tried out, unless it has begun meanwhile."""
    trial, upload.trial = upload.trial, None
    if trial is not None:
        upload.save()
        gone, _ = Import.objects.filter(pk=trial.pk, state=Import.State.READY).delete()
        if gone:
            trial.forget_file()


def discard_old() -> int:
    """Give up files that nobody went on with; how many."""
    old = list(Upload.objects.filter(at__lt=timezone.now() - KEPT_FOR))
    for upload in old:
        discard(upload)
    return len(old)
