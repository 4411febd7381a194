"""What balancers, Prometheus and the log learn of the site, and what they do not."""

from __future__ import annotations

import json
import logging
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.site import health
from goodwill.crm.site.logs import JsonLines
from goodwill.crm.site.models import Beat


@pytest.fixture
def up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests make the tables without migrations."""
    monkeypatch.setattr(health, "is_behind", lambda: False)


def beat(seconds_ago: float) -> None:
    at = timezone.now() - timedelta(seconds=seconds_ago)
    Beat.objects.update_or_create(name="worker:a", defaults={"at": at})


def test_health_is_open_and_tells_no_secret(client: Client, db: None, up_to_date: None) -> None:
    beat(5)
    answer = client.get("/health/")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert set(answer.json()["checks"].values()) == {"ok"}


def test_without_a_worker_jobs_are_late_but_people_can_work(
    client: Client, db: None, up_to_date: None
) -> None:
    beat(600)
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()["status"]) == (200, "late")


def test_a_database_that_is_away_is_told_and_not_hidden(client: Client) -> None:
    """Tests without a database may not ask it: the same as if it did not answer."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(health, "_database_answers", lambda: False)
        answer = client.get("/health/")
    assert (answer.status_code, answer.json()["checks"]["database"]) == (503, "failing")


def test_a_database_behind_its_version_is_not_ready(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "is_behind", lambda: True)
    assert client.get("/health/").status_code == 503


def test_life_is_told_without_the_database(client: Client) -> None:
    assert client.get("/health/live/").status_code == 200


def test_metrics_are_for_this_machine_while_the_site_is(client: Client, db: None) -> None:
    client.get("/health/live/")
    beat(5)
    text = client.get("/metrics").content.decode()
    assert 'goodwill_request_seconds_count{method="GET",route="alive",status="200"}' in text
    assert "goodwill_worker_age_seconds" in text


@pytest.mark.parametrize(
    "facts",
    [{"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}],
    ids=["from elsewhere", "through a proxy"],
)
def test_metrics_are_hidden_from_others(client: Client, db: None, facts: dict[str, str]) -> None:
    assert client.get("/metrics", **facts).status_code == 404


def test_with_a_token_only_the_token_counts(client: Client, db: None, settings: object) -> None:
    from dataclasses import replace

    settings.CONFIGURATION = replace(settings.CONFIGURATION, metrics_token="s3cret")  # type: ignore[attr-defined]
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer s3cret"}).status_code == 200


def test_a_request_leaves_one_line_without_personal_data(
    client: Client, administrator: User, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(administrator)
    with caplog.at_level(logging.INFO, logger="goodwill.request"):
        answer = client.get("/metrics?q=secret", headers={"X-Request-ID": "abc-1"})
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records
             if record.name == "goodwill.request"]  # fmt: skip
    assert len(lines) == 1
    assert lines[0]["route"] == "metrics"
    assert lines[0]["request"] == "abc-1" == answer.headers["X-Request-ID"]
    assert lines[0]["queries"] >= 1
    assert lines[0]["person"] == administrator.pk
    assert "secret" not in json.dumps(lines[0])


def test_an_id_that_could_forge_a_log_line_is_replaced(client: Client) -> None:
    answer = client.get("/health/live/", headers={"X-Request-ID": 'a"} {"level'})
    assert answer.headers["X-Request-ID"].isalnum()


def test_a_demonstration_says_so_at_the_door_and_inside(
    client: Client, administrator: User, settings: object
) -> None:
    from dataclasses import replace

    assert "Demonstration" not in client.get("/account/login/").content.decode()
    settings.CONFIGURATION = replace(settings.CONFIGURATION, demo=True)  # type: ignore[attr-defined]
    assert "sales-rep@goodwill.example" in client.get("/account/login/").content.decode()
    client.force_login(administrator)
    assert "Demonstration" in client.get("/customers/").content.decode()
