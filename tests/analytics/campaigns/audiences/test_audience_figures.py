"""The audience as figures: who is in, who is barred for which reason, what that saved."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal

import narwhals as nw

from goodwill.analytics.campaigns.audiences.audience import Audience, Step
from goodwill.analytics.campaigns.audiences.audience_figures import figures
from goodwill.analytics.campaigns.planning import plan_from
from goodwill.warehouse.duck import DuckWarehouse

FUNNEL = (
    Step("all", 100, 100, 100),
    Step("conditions", 20, 80, 20),
    Step("no_consent", 13, 67, 13),
    Step("blocked_1", 2, 65, 3),
    Step("limit", 15, 50, 15),
)
HEAD = 'campaign = "x"\nstarts_on = 2025-03-01\ndays = 1\n'


def test_every_reason_has_its_figure(duck_warehouse: DuckWarehouse) -> None:
    nobody = nw.from_native(duck_warehouse.connection.sql("SELECT 1 AS customer_id"))
    found = Audience(nobody, FUNNEL, {"blocked_1": "供应商"}, {})
    text = HEAD + 'currency = "CNY"\n[costs]\nper_contact = 0.045'
    plan = plan_from(tomllib.loads(text, parse_float=Decimal), "PLAN.toml")
    size, barred, consent, blocked, waste = figures(found, plan, as_of=date(2025, 3, 1))
    assert (size.value, size.n) == (50, 100)
    assert barred.value == 15
    assert (consent.value, consent.cut) == (13, {"reason": "no_consent"})
    assert (blocked.value, str(blocked.part)) == (2, "Blocked: 供应商")
    assert waste.value == Decimal("0.68")  # 15 × 0.045 = 0.675, to the fen
    plain = plan_from(tomllib.loads(HEAD), "PLAN.toml")
    assert len(figures(found, plain, as_of=date(2025, 3, 1))) == 4
