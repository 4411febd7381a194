"""The figures of a report, each once."""

from __future__ import annotations

import json
from dataclasses import replace

from report.sample import AS_OF, east, effect, profit, repeat, report, top

from goodwill.language import Sentence
from goodwill.report import Chapter, Finding, Report, Table, TableColumn, figures_json
from goodwill.report.ledger import Ledger


def test_figures_json_holds_each_figure_once_with_its_receipt():
    figures = json.loads(figures_json(report()))
    receipts = [figure["receipt"] for figure in figures]
    assert sorted(receipts) == sorted(set(receipts))
    assert receipts[:3] == ["va01", "rl01", "rl07"]
    assert "rl07-region-华东" in receipts


def test_money_in_json_loses_no_digit():
    figures = {figure["receipt"]: figure for figure in json.loads(figures_json(report()))}
    assert figures["va01"]["value"] == "1284503.22"
    assert figures["va01"]["currency"] == "CNY"


def test_figures_are_found_wherever_they_stand():
    finding = Finding(
        "one",
        Sentence("{top} in the title", top=top),
        text=[Sentence("{inner}", inner=Sentence("{effect} inside", effect=effect))],
        figures=[profit],
        table=Table([TableColumn("Rate")], [(repeat,)]),
        warnings=[Sentence("{east} only", east=east)],
    )
    one = Report(Sentence("Small"), AS_OF, [Chapter("only", Sentence("Only"), [finding])])
    receipts = [figure["receipt"] for figure in json.loads(figures_json(one))]
    assert sorted(receipts) == ["be02", "rl07", "rl07-region-华东", "va01", "va07"]


def test_different_figures_of_one_definition_are_numbered():
    entered = Ledger([repeat, replace(repeat, n=1), repeat])
    assert [identity for identity, _ in entered] == ["rl07", "rl07-2"]
    assert entered.enter(replace(repeat, n=1)) == "rl07-2"
