"""A valuation, from being asked for to scores beside customers, and what is told of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from crm.conftest import logged_in
from crm.value.scoring.valued import AS_OF, LEAVING, STEADY, written

from goodwill.analytics.errors import TooFew
from goodwill.crm.accounts.models import User
from goodwill.crm.customers.erasing import rooms
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.notices import wording
from goodwill.crm.exchange.refreshing.keeping import Current
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.value.models import Score, Valuation
from goodwill.crm.value.scoring import afterwards, files, running, valuing
from goodwill.crm.value.scoring.valuing import Known
from goodwill.language import Sentence
from goodwill.report.value.outputs import REPORT

pytestmark = pytest.mark.django_db
AS_OF_MOMENT = datetime(2026, 7, 1, tzinfo=UTC)
NO_OFFERS = Sentence("Nothing was bought together often enough.")


@pytest.fixture
def steady(rep: User, by: Actor) -> Customer:
    return changing.create(Customer(name="杭州康和", owner=rep), by)


@pytest.fixture
def values(
    steady: Customer, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Valuation]:
    """A valuation that finds this of the customer; the models themselves are tested elsewhere."""
    from dataclasses import replace

    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=tmp_path)
    now = Current(tmp_path, AS_OF_MOMENT, "full", AS_OF_MOMENT, 0.1, {})
    monkeypatch.setattr(running.refreshing, "run_here", lambda tell: now)

    def run(row: dict[str, Any], as_of: date = AS_OF) -> Valuation:
        def value(tables: Path, out: Path, step: Any, terms: Any = None) -> Known:
            step(valuing.READING, 0.5)
            written(out, [{**row, "customer_id": str(steady.public_id)}])
            (out / REPORT).write_text("<title>the report</title>", encoding="utf-8")
            told = ("margin", "CNY", 0.1, "Pareto/NBD", "1", (NO_OFFERS,))
            return Known(as_of.isoformat(), *told)

        monkeypatch.setattr(valuing, "value", value)
        return running.run_here()

    return run


def test_a_valuation_is_noted_down_with_all_that_it_rests_on(
    values: Callable[..., Valuation], steady: Customer
) -> None:
    run = values(STEADY)
    assert (run.state, run.as_of, run.customers, run.restaged) == ("done", AS_OF, 1, 1)
    assert (run.basis, run.currency, run.model) == ("margin", "CNY", "Pareto/NBD")
    assert running.latest() == run
    assert running.under_way() is None
    folder = files.folder_of(run)
    assert folder is not None
    assert (folder / REPORT).is_file()
    steady.refresh_from_db()
    assert steady.stage == "repeat"


def test_a_run_that_died_after_measuring_does_not_measure_again(
    values: Callable[..., Valuation], monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(running.writing, "write", die)
        with pytest.raises(KeyboardInterrupt):
            values(STEADY)
    half = Valuation.objects.get()
    assert (half.state, half.folder, Score.objects.count()) == ("running", "", 0)
    monkeypatch.setattr(valuing, "value", die)
    running.run_asked.func(half.pk)
    half.refresh_from_db()
    assert (half.state, half.customers, Score.objects.count()) == ("done", 1, 1)


def broken(run: Valuation) -> None:
    raise LookupError(run.pk)


def test_what_else_is_to_be_done_is_done_after_the_scores(
    values: Callable[..., Valuation], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    monkeypatch.setattr(afterwards, "_AFTER", [])
    afterwards.also(broken)
    afterwards.also(lambda run: seen.append(Score.objects.filter(valuation=run).count()))
    run = values(STEADY)
    assert (seen, run.state) == ([1], "done")


def test_a_later_valuation_says_what_became_of_them(values: Callable[..., Valuation]) -> None:
    values(STEADY, date(2026, 5, 1))
    values(STEADY | {"value_class": "B"})
    score = Score.objects.get()
    assert (score.then_on, score.then_class, score.value_class) == (date(2026, 5, 1), "A", "B")


def test_too_little_is_said_and_the_scores_before_stay(
    values: Callable[..., Valuation], administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    values(STEADY)

    def refuse(*_: Any) -> None:
        raise TooFew(Sentence("order lines that can be used"), 0, 1)

    monkeypatch.setattr(valuing, "value", refuse)
    run = running.run_here()
    assert run.state == "refused"
    assert "order lines" in str(wording.revived(run.trouble))
    assert Score.objects.count() == 1
    page = logged_in(administrator).get("/value/runs/").content.decode()
    assert "left no scores" in page
    assert str(NO_OFFERS) in page


def test_it_is_asked_for_once(administrator: User) -> None:
    client = logged_in(administrator)
    for _ in range(2):
        answer = client.post("/value/runs/again/", headers={"HX-Request": "true"})
        assert answer.status_code == 200
    assert Valuation.objects.filter(state="waiting", by=administrator).count() == 1


def test_the_card_says_what_they_are_worth_with_receipts(
    values: Callable[..., Valuation], steady: Customer, administrator: User
) -> None:
    values(LEAVING)
    client, where = logged_in(administrator), f"/customers/{steady.public_id}/worth/"
    card = client.get(where).content.decode()
    assert "A: the most valuable 20 %" in card
    assert "2,013" in card
    assert "996" in card
    assert "4,069" in card
    assert "silent for 60 days" in card
    assert f"{where}expected/" in card
    receipt = client.get(f"{where}expected/", headers={"HX-Request": "true"}).content.decode()
    assert "Pareto/NBD" in receipt
    assert "/orders/?where=" in receipt
    assert "2013.47" in receipt or "2,013" in receipt
    for word, rests_on in (
        ("class", "Of 1 customer valued"),
        ("stage", "Repeat customer"),
        ("why", "silent for 60 days"),
        ("next_order", "more likely no customer"),
    ):
        assert word == "next_order" or f"{where}{word}/" in card
        assert rests_on in client.get(f"{where}{word}/").content.decode(), word
    page = client.get(f"/customers/{steady.public_id}/").content.decode()
    assert "value/worth.css" in page


def test_who_sees_no_costs_is_told_of_revenue_instead(
    values: Callable[..., Valuation], steady: Customer, rep: User
) -> None:
    values(STEADY)
    client, where = logged_in(rep), f"/customers/{steady.public_id}/worth/"
    card = client.get(where).content.decode()
    assert "Revenue so far" in card
    assert "Expected revenue" in card
    assert "Expected value" not in card
    assert "2,013" not in card
    assert client.get(f"{where}expected/").status_code == 404
    assert client.get(f"{where}expected_revenue/").status_code == 200


def test_before_the_first_valuation_the_card_says_so(steady: Customer, administrator: User) -> None:
    card = logged_in(administrator).get(f"/customers/{steady.public_id}/worth/").content.decode()
    assert "have not been valued yet" in card


def test_the_report_opens_alone_for_who_sees_everything(
    values: Callable[..., Valuation], administrator: User, rep: User
) -> None:
    values(STEADY)
    answer = logged_in(administrator).get("/value/report/")
    assert b"the report" in b"".join(answer.streaming_content)
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    rep.role.abilities = [*rep.role.abilities, "value.see"]
    rep.role.save()
    assert logged_in(rep).get("/value/report/").status_code == 404


def test_a_person_who_is_erased_has_no_score(
    values: Callable[..., Valuation], steady: Customer
) -> None:
    values(STEADY)
    rooms.all_forget(steady)
    assert not Score.objects.exists()


@pytest.mark.proof
def test_the_numbers_are_those_of_goodwill_value(tmp_path: Path, settings: Any) -> None:
    """The demo company in the records, valued by the job, and its tables by the command."""
    from dataclasses import replace

    from click.testing import CliRunner

    from goodwill.cli import commands
    from goodwill.crm.exchange.refreshing import keeping
    from goodwill.crm.site.filling import fill
    from goodwill.demo import simulate
    from goodwill.language import speak

    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=tmp_path)
    company = simulate(tmp_path / "company", customers=150, as_of=AS_OF)
    fill(company.folder, today=AS_OF, is_indexed=False)
    run = running.run_here()
    assert run.state == "done"
    out = tmp_path / "out"
    told = ["value", str(keeping.place()), "--out", str(out), "--currency", "CNY"]
    done = CliRunner().invoke(commands(speak("en")), told)
    assert done.exit_code == 0, done.output
    ours = files.folder_of(run)
    assert ours is not None
    figures = [json.loads((place / "figures.json").read_text()) for place in (ours, out)]
    assert figures[0] == figures[1]
    import pyarrow.parquet as pq

    rows = {row["customer_id"]: row for row in pq.read_table(out / "customers.parquet").to_pylist()}
    scores = Score.objects.select_related("customer")
    assert len(rows) == scores.count() == run.customers
    for score in scores:
        row = rows[str(score.customer.public_id)]
        assert score.value_class == (row["value_class"] or "")
        assert score.p_alive == row["p_alive"]
        for name, column in (("expected_minor", "residual_value"), ("revenue_minor", "revenue")):
            expected = None if row[column] is None else int(row[column] * 100)
            assert getattr(score, name) == expected
