"""What the report advises customer by customer, and whether winning customers pays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import narwhals as nw
import pytest
from report.value.running import no_step

from goodwill.analytics.errors import TooFew
from goodwill.analytics.value.advising.judging import Comparison, Interval, Judged
from goodwill.analytics.value.advising.propensity import NotBetter, Propensity
from goodwill.analytics.value.basis import Basis
from goodwill.analytics.value.outlook import equity, payback
from goodwill.analytics.value.outlook.multiples import Multiples
from goodwill.language import Sentence, speak
from goodwill.report.finding import Finding
from goodwill.report.value.advising import Offered
from goodwill.report.value.chapters.advice import advice
from goodwill.report.value.chapters.paying import MOST_OF_ALL, paying
from goodwill.report.value.forecasting import Forecast
from goodwill.report.value.measuring import Measured
from goodwill.report.value.outputs import OFFERS, write
from goodwill.report.value.repaying import paying as repaid

REFUSAL = TooFew(Sentence("customers who had bought"), 3, 200)
RULE = Sentence("rule of thumb")


def judged(name: Sentence, loss: float) -> Judged:
    return Judged(name, Interval(loss, loss - 0.1, loss + 0.1), *[Interval(0.2, 0.1, 0.3)] * 2)


def forecast_of(found: Measured) -> Forecast:
    assert isinstance(found.forecast, Forecast)
    return found.forecast


def advised(found: Measured, **changes: object) -> dict[str, Finding]:
    known = forecast_of(found)
    changed = replace(known, advice=replace(known.advice, **changes))
    return {each.id: each for each in advice(replace(found, forecast=changed)).findings}


def paid(found: Measured) -> dict[str, Finding]:
    return {each.id: each for each in paying(found).findings}


def offered(found: Measured) -> Offered:
    told = forecast_of(found).advice.offered
    assert isinstance(told, Offered)
    return told


class TestPropensity:
    def test_a_model_no_better_than_its_rule_is_shown_beside_it_and_lists_nobody(
        self, worth: Measured
    ):
        worse = Comparison(
            judged(Sentence("boosted trees"), 0.5),
            (judged(RULE, 0.4),),
            Interval(-0.1, -0.2, 0.0),
            300,
            0.5,
        )
        told = advised(worth, propensity=NotBetter(worse))
        assert "who-buys-next" not in told
        proof = told["propensity-proof"]
        assert "do not surely" in str(proof.title)
        assert worse.verdict in proof.text
        assert proof.table is not None
        assert [str(row[0]) for row in proof.table.rows] == ["boosted trees", "rule of thumb"]

    def test_too_few_customers_are_told_as_such(self, worth: Measured):
        told = advised(worth, propensity=REFUSAL)["who-buys-next"]
        assert list(told.text) == [REFUSAL.sentence]

    def test_what_was_tried_is_always_shown_where_it_could_be(self, worth: Measured):
        known = forecast_of(worth).advice
        told = {each.id: each for each in advice(worth).findings}
        if isinstance(known.propensity, Propensity):
            assert told["who-buys-next"].table is not None
        assert ("propensity-proof" in told) == isinstance(known.propensity, Propensity | NotBetter)


class TestOffers:
    def test_best_sellers_are_told_by_thing_and_association_by_customer(self, worth: Measured):
        found = offered(worth)
        finding = advised(worth)["next-offers"]
        assert finding.table is not None
        assert finding.table.rows
        assert bool(found.best) == found.learnt.is_association
        first = str(finding.table.columns[0].label)
        assert first == ("Customer" if found.best else "Offer")

    def test_the_file_has_every_offer_and_no_amount_without_its_currency(
        self, worth: Measured, tmp_path: Path
    ):
        out = tmp_path / "out"
        files = write(worth.prepared.warehouse, worth, out, speak("en"), no_step).files
        assert out / OFFERS in files
        lines = (out / OFFERS).read_text("utf-8-sig").splitlines()
        assert len(lines) == 1 + offered(worth).count
        assert lines[0].startswith("customer_id,rank,item,item_name")
        assert "_minor" not in lines[0]
        refused = replace(
            forecast_of(worth), advice=replace(forecast_of(worth).advice, offered=REFUSAL)
        )
        write(worth.prepared.warehouse, replace(worth, forecast=refused), out, speak("en"), no_step)
        assert not (out / OFFERS).exists()

    def test_without_products_the_report_says_what_it_takes(self, worth: Measured):
        told = advised(worth, offered=REFUSAL)["next-offers"]
        assert told.text[0] == REFUSAL.sentence
        assert "product" in str(told.text[1])


class TestPaying:
    def test_the_curve_of_all_ends_where_it_would_speak_of_the_oldest_alone(self, worth: Measured):
        finding = paid(worth)["lifetime-curves"]
        overall = forecast_of(worth).paying.curves.overall
        assert finding.chart is not None
        drawn = [row for row in finding.chart.table.rows if str(row[1]) == "All"]
        kept = [p for p in overall.points if p.customers >= MOST_OF_ALL * overall.customers]
        assert len(drawn) == len(kept) < len(overall.points)

    def test_without_acquisition_cost_the_finding_says_what_to_record(self, worth: Measured):
        figures = {each.definition.id: each for each in paid(worth)["acquisition"].figures}
        for name in ("VA06", "MK05"):
            assert figures[name].value is None
            assert "Record acquisition cost" in str(figures[name].reason)

    def test_with_it_the_finding_tells_how_many_times_over_and_when(self, worth: Measured):
        """All that customers have brought and will, over what winning all of them cost."""
        told = forecast_of(worth)
        base = told.base
        ends = equity.Interval(round(base.equity.low), round(base.equity.high))
        known = repaid(
            worth.prepared, told.outlook, told.customers, won_for_minor=50_00, interval=ends
        )
        found = paid(replace(worth, forecast=replace(told, paying=known)))["acquisition"]
        figures = {each.definition.id: each for each in found.figures if not each.cut}
        ratio, months = figures["VA06"], figures["MK05"]
        buyers = told.customers.filter(~nw.col("residual_value_minor").is_null())
        sums = buyers.select(
            nw.col("value_minor").sum(), nw.col("residual_value_minor").sum(), n=nw.len()
        ).collect()
        worth_minor = int(sums["value_minor"][0]) + int(sums["residual_value_minor"][0])
        expected = worth_minor / int(sums["n"][0]) / 50_00
        assert float(ratio.value) == pytest.approx(expected)
        assert ratio.low < ratio.value < ratio.high
        assert months.value is not None
        assert found.table is not None
        assert len(found.table.rows) == len(known.curves.cohorts)

    def test_word_of_mouth_has_no_amount_until_somebody_owns_an_assumption(self, worth: Measured):
        finding = paid(worth)["word-of-mouth"]
        assert not finding.figures
        assert finding.table is not None
        shown = [row[1] for row in finding.table.rows]
        assert shown == [Multiples().satisfied_to_fair, Multiples().lost_to_contribution]

    def test_customers_sent_by_others_are_counted(self, worth: Measured):
        found = forecast_of(worth).paying
        assert found.referred
        assert found.referrers
        assert found.referrers <= found.referred
        assert str(found.referred) in str(paid(worth)["word-of-mouth"].title)


@pytest.mark.parametrize("chapter", [advice, paying])
def test_a_refused_forecast_leaves_the_chapter_out(chapter, worth: Measured):
    assert not chapter(replace(worth, forecast=REFUSAL)).findings


def test_revenue_says_nothing_about_what_winning_a_customer_may_cost(worth: Measured):
    revenue = replace(worth, prepared=replace(worth.prepared, basis=Basis.REVENUE))
    told = paid(revenue)["acquisition"]
    assert "cannot be told" in str(told.title)
    assert payback.NO_MARGIN in told.text
    assert {each.definition.id for each in told.figures} == {"VA06", "MK05"}
