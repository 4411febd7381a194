"""What attribution credits stands beside what hold-outs show, and is called what it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cli.campaigning import bought, members
from report.campaign.casting import by_id, cells, measured_all, words

from goodwill.analytics.numerics.effects import Effect
from goodwill.language import english
from goodwill.report.campaign.chapters.attributed import attributed
from goodwill.report.campaign.composing import compose
from goodwill.report.campaign.results import MeasuredAll
from goodwill.warehouse.duck import DuckWarehouse


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MeasuredAll]:
    """Two campaigns on two channels; only the first moves anybody."""
    warehouse = DuckWarehouse(tmp_path_factory.mktemp("two"))
    first = members(600, campaign="ONE")
    second = [
        {**row, "customer_id": f"L{row['customer_id']}"} for row in members(400, campaign="TWO")
    ]
    listed = [
        {
            "campaign_id": name,
            "name": called,
            "channel": channel,
            "starts_on": "2025-10-01",
            "ends_on": "2025-10-28",
            "holdout_share": 0.5,
        }
        for name, called, channel in (("ONE", "春季", "短信"), ("TWO", "Autumn", "e-mail"))
    ]
    others = bought(second, lift=0.0, seed=11)
    files = {
        "campaign_members": [*first, *second],
        "order_lines": [
            *bought(first, lift=3.0),
            *({**row, "order_no": f"B{row['order_no']}"} for row in others),
        ],
        "campaigns": listed,
    }
    yield measured_all(warehouse, files)
    warehouse.close()


def test_channels_and_campaigns_each_have_their_table(two: MeasuredAll):
    told = by_id(attributed(two).findings)
    assert list(told) == ["attributed-channel", "attributed-campaign"]
    assert [row[0] for row in cells(told["attributed-channel"])] == ["e-mail", "短信"]
    assert [row[0] for row in cells(told["attributed-campaign"])] == ["Autumn", "春季"]


def test_credit_is_called_attributed_and_nothing_is_decided_by_it(two: MeasuredAll):
    for finding in attributed(two).findings:
        assert str(finding.title).startswith("Attributed, not incremental")
        assert "nothing is decided by these numbers" in words([finding])


def test_the_factor_is_credit_by_what_the_hold_out_shows(two: MeasuredAll):
    row = cells(by_id(attributed(two).findings)["attributed-channel"])[1]
    (moved,) = (each for each in two.measured if each.trial.identity == "ONE")
    effect = moved.whole.returns.margin
    assert isinstance(effect, Effect)
    amount = 100 * float(row[3].replace("CN¥", "").replace(",", ""))
    assert float(row[-2]) == pytest.approx(amount / effect.value, abs=0.006)
    assert float(row[-2]) > 1


def test_what_moved_nobody_has_credit_but_no_factor(two: MeasuredAll):
    row = cells(by_id(attributed(two).findings)["attributed-channel"])[0]
    assert row[3].startswith("CN¥")
    assert row[-2:] == ["—", "not sure that it brought anything"]


def test_the_interval_beside_a_campaign_is_its_own(two: MeasuredAll):
    row = cells(by_id(attributed(two).findings)["attributed-campaign"])[1]
    (moved,) = (each for each in two.measured if each.trial.identity == "ONE")
    assert row[6] == moved.whole.figure("incremental_margin").interval_said_in(english())


def test_it_is_a_chapter_of_its_own_only_where_there_are_two(two: MeasuredAll, alone: MeasuredAll):
    assert "attributed" in [chapter.id for chapter in compose(two).chapters]
    assert "attributed" not in [chapter.id for chapter in compose(alone).chapters]
