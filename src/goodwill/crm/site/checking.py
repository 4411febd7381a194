"""What is unsafe about an installation, in plain sentences: for the one who runs it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.db import connection
from django.db.utils import DatabaseError
from django.utils import timezone

from goodwill.crm.site import health
from goodwill.crm.site.configuration import SECRET_FILE, Configuration
from goodwill.crm.site.keeping.backing_up import BACKUPS, ENDING
from goodwill.language import Sayable, Sentence

NETWORK_DISKS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "glusterfs"}
OLDEST_BACKUP = timedelta(days=2)
LEAST_FREE_BYTES = 2 * 2**30
CLOCK_SECONDS = 60


class Weight(StrEnum):
    """How bad it is."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Found:
    """Something that should be otherwise, and how to mend it."""

    weight: Weight
    sentence: Sayable


def check() -> list[Found]:
    """Everything that was found, errors first; none if all is well."""
    configuration: Configuration = settings.CONFIGURATION
    found = [one for look in _LOOKS for one in look(configuration)]
    return sorted(found, key=lambda one: one.weight)


def _at_django(configuration: Configuration) -> Iterator[Found]:
    """Django's own checks, in its words, without those that ours say better."""
    for message in checks.run_checks(include_deployment_checks=True):
        if message.id not in _SAID_BETTER and message.level >= checks.WARNING:
            weight = Weight.ERROR if message.level >= checks.ERROR else Weight.WARNING
            yield Found(
                weight, Sentence("Django says: {said} ({id})", said=str(message.msg), id=message.id)
            )


def _at_access(configuration: Configuration) -> Iterator[Found]:
    if configuration.debug:
        yield _error(
            Sentence("Debugging is on: errors show the program's inside. Set debug to no.")
        )
    if len(configuration.secret_key) < 40:
        yield _error(
            Sentence(
                "The secret key is shorter than 40 characters. Delete it from the "
                "settings; Goodwill then makes one."
            )
        )
    key = configuration.home / SECRET_FILE
    if key.exists() and key.stat().st_mode & 0o077:
        yield _error(
            Sentence("Others on this machine can read {file}. Run: chmod 600 {file}", file=str(key))
        )
    if "*" in configuration.allowed_hosts:
        yield _error(Sentence("Goodwill answers under any name. List its own in hosts."))
    if configuration.demo and not configuration.is_for_this_machine:
        yield _error(
            Sentence(
                "This is a demonstration, whose password everyone knows, and others can reach it."
            )
        )
    if configuration.is_for_this_machine:
        yield _warning(
            Sentence(
                "The address is {address}: people on other machines cannot use it. "
                "Set address to the one they type.",
                address=configuration.address,
            )
        )
    elif not configuration.is_https:
        yield _error(
            Sentence(
                "Passwords and customers travel unencrypted. Put a proxy with HTTPS "
                "in front and let address begin with https://."
            )
        )


def _at_mail(configuration: Configuration) -> Iterator[Found]:
    if configuration.mail_url.startswith("console"):
        yield _warning(
            Sentence(
                "No mail is sent: reminders and forgotten passwords reach nobody. Set mail_url."
            )
        )


def _at_backups(configuration: Configuration) -> Iterator[Found]:
    files = list((configuration.home / BACKUPS).glob(f"*{ENDING}"))
    if not files:
        yield _warning(
            Sentence(
                "There is no backup in {folder}. Run goodwill backup every night.",
                folder=str(configuration.home / BACKUPS),
            )
        )
        return
    age = timezone.now().timestamp() - max(file.stat().st_mtime for file in files)
    if age > OLDEST_BACKUP.total_seconds():
        yield _warning(
            Sentence(
                "The latest backup is {n} day old.",
                "The latest backup is {n} days old.",
                n=int(age // 86400),
            )
        )


def _at_disk(configuration: Configuration) -> Iterator[Found]:
    free = health.disk_free()
    if free < LEAST_FREE_BYTES:
        yield _error(
            Sentence(
                "Only {megabytes} MB are free where {home} is.",
                megabytes=free // 2**20,
                home=str(configuration.home),
            )
        )
    kind = _kind_of_disk(configuration.home)
    if connection.vendor == "sqlite" and kind in NETWORK_DISKS:
        yield _error(
            Sentence(
                "The SQLite database lies on a network disk ({kind}), where it can "
                "be damaged. Use a local disk, or PostgreSQL.",
                kind=kind,
            )
        )


def _at_database(configuration: Configuration) -> Iterator[Found]:
    try:
        if health.is_behind():
            yield _error(Sentence("The database is of an earlier version. Run: goodwill upgrade"))
        yield from _at_clock()
        yield from _at_worker()
    except DatabaseError as trouble:
        yield _error(
            Sentence("The database does not answer as it should: {said}", said=str(trouble))
        )


def _at_clock() -> Iterator[Found]:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = abs((cursor.fetchone()[0] - timezone.now()).total_seconds())
    if apart > CLOCK_SECONDS:
        yield _error(
            Sentence(
                "The clocks of this machine and of the database are {n} seconds apart.",
                n=round(apart),
            )
        )


def _at_worker() -> Iterator[Found]:
    age = health.worker_age_seconds()
    if age is None or age > 300:
        yield _warning(
            Sentence("No worker is running: reminders wait until `goodwill serve` starts.")
        )


def _at_system_clock(configuration: Configuration) -> Iterator[Found]:
    """Whether the system keeps its clock right, where it can be asked."""
    try:
        asked = ["timedatectl", "show", "--property=NTPSynchronized", "--value"]
        said = subprocess.run(  # noqa: S603 (nothing of it comes from outside)
            asked, capture_output=True, text=True, timeout=5, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return
    if said.stdout.strip() == "no":
        yield _warning(
            Sentence(
                "Nothing keeps this machine's clock right. Switch time "
                "synchronisation on: one-time codes need it."
            )
        )


def _kind_of_disk(folder: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """The file system that a folder lies on; empty where the system does not tell."""
    if not mounts.exists():
        return ""
    best, kind = "", ""
    for line in mounts.read_text().splitlines():
        _, point, sort, *_ = line.split(" ")
        point = re.sub(r"\\(\d{3})", lambda digits: chr(int(digits[1], 8)), point)
        if folder.resolve().is_relative_to(point) and len(point) >= len(best):
            best, kind = point, sort
    return kind


def _error(sentence: Sentence) -> Found:
    return Found(Weight.ERROR, sentence)


def _warning(sentence: Sentence) -> Found:
    return Found(Weight.WARNING, sentence)


_LOOKS: tuple[Callable[[Configuration], Iterator[Found]], ...] = (
    _at_access, _at_mail, _at_backups, _at_disk, _at_system_clock, _at_database, _at_django,
)  # fmt: skip

_SAID_BETTER = {
    "security.W004",
    "security.W008",
    "security.W009",
    "security.W012",
    "security.W016",
    "security.W018",
    "security.W020",
}
