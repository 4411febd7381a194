"""`goodwill check`: unsafe settings are named, safe ones are not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from goodwill.crm.site import checking, health
from goodwill.crm.site.checking import Weight
from goodwill.crm.site.configuration import Configuration
from goodwill.language import Sentence, speak

AS_INSTALLED: Configuration = django_settings.CONFIGURATION


@pytest.fixture(autouse=True)
def _up_to_date(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(health, "is_behind", lambda: False)


def errors(settings: Any, tmp_path: Path, **changes: Any) -> list[str]:
    safe = {"home": tmp_path, "hosts": "crm.example", "address": "https://crm.example"}
    settings.CONFIGURATION = replace(AS_INSTALLED, **{**safe, **changes})
    settings.SECRET_KEY = settings.CONFIGURATION.secret_key
    return [str(one.sentence) for one in checking.check() if one.weight is Weight.ERROR]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"debug": True}, "Debugging is on"),
        ({"hosts": "*"}, "any name"),
        ({"address": "http://crm.example"}, "unencrypted"),
        ({"secret_key": "short"}, "shorter than 40"),
        ({"demo": True}, "demonstration"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_unsafe_is_named(
    settings: Any, tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    assert any(words in said for said in errors(settings, tmp_path, **changes))
    assert not any(words in said for said in errors(settings, tmp_path))


def test_a_key_that_others_can_read_is_named(settings: Any, tmp_path: Path) -> None:
    key = tmp_path / "secret.key"
    key.write_text("x")
    key.chmod(0o644)
    assert any("chmod 600" in said for said in errors(settings, tmp_path))
    key.chmod(0o600)
    assert not any("chmod 600" in said for said in errors(settings, tmp_path))


def test_an_old_backup_is_noted_and_a_fresh_one_is_not(settings: Any, tmp_path: Path) -> None:
    import os
    import time

    file = tmp_path / "backups" / "a.tar.zst"
    file.parent.mkdir()
    file.touch()
    errors(settings, tmp_path)
    assert not any("backup" in str(one.sentence) for one in checking.check())
    os.utime(file, (time.time() - 10 * 86400,) * 2)
    assert any("10 days old" in str(one.sentence) for one in checking.check())


def test_a_network_disk_is_recognised_by_its_longest_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nnas:/x {tmp_path} nfs4 rw 0 0\n")
    assert checking._kind_of_disk(tmp_path / "home", mounts) == "nfs4"
    assert checking._kind_of_disk(Path("/usr"), mounts) == "ext4"


def test_findings_are_sentences_for_every_language(settings: Any, tmp_path: Path) -> None:
    errors(settings, tmp_path, debug=True)
    for found in checking.check():
        assert isinstance(found.sentence, Sentence)
        assert speak("zh-Hans").say(found.sentence)
