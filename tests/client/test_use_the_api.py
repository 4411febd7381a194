"""What the guide to the API says works as it says it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from goodwill.crm.accounts import tokens
from goodwill.crm.accounts.beginning import roles
from goodwill.crm.accounts.models import User

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "use-the-api.md"


def examples() -> str:
    return "\n".join(re.findall(r"^```python\n(.*?)^```", GUIDE.read_text("utf-8"), re.S | re.M))


def test_the_guide_runs(
    live_server: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=tmp_path)
    role = roles(needs_second_factor=False)["administrator"]
    user = User.objects.create_user("fang@example.com", "x" * 20, name="王芳", role=role)
    monkeypatch.setenv("GOODWILL_ADDRESS", live_server.url)
    monkeypatch.setenv("GOODWILL_KEY", tokens.make(user, "guide", ["*.*"], 1).key)
    names: dict[str, Any] = {}
    exec(compile(examples(), str(GUIDE), "exec"), names)
    said = capsys.readouterr().out
    assert "王芳" in said
    assert "not consented" in said
    from datetime import UTC, datetime

    secret, now = "whsec_" + "QUJD" * 8, datetime.now(UTC)
    body = (
        '{"type": "customers.changed", "data": {"id": "7", '
        '"fields": {"city": {"before": "上海", "after": "苏州"}}}}'
    )
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", now, body),
    }
    names["received"](headers, body, secret)
    assert "7 city 上海 → 苏州" in capsys.readouterr().out
