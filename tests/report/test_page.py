"""What must stay true of every report's page."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from report.parsing import Page, parsed
from report.sample import AS_OF, NASTY, customers, nothing, profit, repeat, report

from goodwill.language import Sentence, speak
from goodwill.report import Chapter, Fact, Finding, Report, html

ENGLISH = speak("en")


def written(**finding) -> Page:
    """A report of one finding, parsed."""
    one = Finding("one", finding.pop("title", Sentence("One finding")), **finding)
    small = Report(Sentence("Small"), AS_OF, [Chapter("only", Sentence("Only"), [one])])
    return parsed(html(small, ENGLISH))


def test_every_figure_leads_to_its_receipt(page):
    figures = page.by_class("figure")
    assert len(figures) > 10
    for figure in figures:
        receipt = page.by_id(figure.attributes["href"][1:])
        assert receipt is not None
        assert "receipt" in receipt.classes


def test_every_receipt_leads_back_to_a_figure(page):
    ways = page.by_class("receipt__close")
    assert len(ways) == len(page.by_class("receipt")) > 0
    for way in ways:
        assert "figure" in page.by_id(way.attributes["href"][1:]).classes


def test_every_link_stays_in_the_page_and_arrives(page):
    for link in page.by_tag("a"):
        assert link.attributes["href"].startswith("#")
        assert page.by_id(link.attributes["href"][1:]) is not None


def test_nothing_is_fetched(page):
    for element in page.elements:
        for name in ("src", "srcset", "href", "action", "xlink:href", "data"):
            value = element.attributes.get(name, "#")
            assert value.startswith(("#", "data:,")), (element.tag, name, value)
    style = page.by_tag("style")[0].text
    assert "url(" not in style
    assert "@import" not in style


def test_every_chart_has_its_table_and_a_name(page):
    charts = page.by_class("chart")
    assert len(charts) == 7
    tables = [table for table in page.by_tag("table") if table.is_inside("chart")]
    assert len(tables) == len(charts)
    for drawing in page.by_class("drawing"):
        assert drawing.attributes["role"] == "img"
        assert page.by_id(drawing.attributes["aria-labelledby"]).text.strip()


def test_ids_are_unique(page):
    ids = Counter(e.attributes["id"] for e in page.elements if "id" in e.attributes)
    assert [identity for identity, times in ids.items() if times > 1] == []


def test_headings_go_down_one_level_at_a_time(page):
    levels = [int(heading.tag[1]) for heading in page.by_tag("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_table_headings_say_what_they_head(page):
    heads = page.by_tag("th")
    assert heads
    for head in heads:
        assert head.attributes["scope"] == ("col" if head.is_inside("thead") else "row")


def test_labels_point_at_what_exists(page):
    for element in page.elements:
        for name in ("aria-labelledby", "aria-describedby", "popovertarget"):
            if name in element.attributes:
                assert page.by_id(element.attributes[name]) is not None


def test_the_page_says_its_language_and_its_stage(texts):
    for tag, text in texts.items():
        page = parsed(text)
        assert page.by_tag("html")[0].attributes["lang"] == tag
        current = [e for e in page.by_tag("li") if e.attributes.get("aria-current") == "step"]
        assert len(current) == 1


def test_a_customer_named_like_a_script_is_only_text(page):
    assert len(page.by_tag("script")) == 1
    assert NASTY not in page.source
    cells = [head.text for head in page.by_tag("th") if head.is_inside("tbody")]
    assert NASTY in cells


def test_data_cannot_break_out_of_a_receipt():
    hostile = replace(repeat, records='"><img src=x>', cut={"region": '"><b>'})
    page = written(figures=[hostile])
    assert page.by_tag("img", "b") == []
    receipt = page.by_class("receipt")[0]
    assert '"><img src=x>' in receipt.text


def test_a_figure_inside_a_sentence_opens_its_receipt():
    page = written(text=[Sentence("Of all, {share} came back.", share=repeat)])
    figure = page.by_class("figure")[0]
    assert figure.text == "51.1%"
    assert figure.is_inside("p")
    assert figure.attributes["href"] == "#receipt-rl07"


def test_a_figure_in_a_sentence_in_a_sentence_does_too():
    inner = Sentence("{share} of them", share=repeat)
    page = written(text=[Sentence("{n} bought, {inner} again", n=3, inner=inner)])
    assert [figure.text for figure in page.by_class("figure")] == ["51.1%"]


def test_private_characters_in_data_are_no_places():
    page = written(text=[Sentence("{name} has {share}", name="\ue0000\ue001", share=repeat)])
    assert len(page.by_class("figure")) == 1


def test_a_receipt_puts_the_numbers_into_the_formula():
    receipt = written(figures=[repeat]).by_class("receipt")[0].text
    for part in (
        "customers with two orders or more ÷ customers with an order",
        "1,204 ÷ 2,357 = 51.1%",
        "A rule of thumb is 50 %.",
        "95 % interval",
        "n = 2,357",
        "Wilson score interval.",
        "customers.csv where orders >= 2",
        "Dec 31, 2024",
        "RL07, version 2",
    ):
        assert part in receipt.replace("\u00a0", " ")


def test_a_figure_that_cannot_be_told_says_why():
    page = written(figures=[nothing])
    figure = page.by_class("figure")[0]
    reason = "There is nothing to divide by: the denominator is zero."
    assert figure.text == "—"
    assert figure.attributes["title"] == reason
    assert reason in page.by_class("receipt")[0].text


def test_one_figure_shown_twice_has_one_receipt():
    page = written(figures=[repeat], text=[Sentence("{share} came back", share=repeat)])
    assert len(page.by_class("figure")) == 2
    assert len(page.by_class("receipt")) == 1


def test_large_amounts_are_short_at_a_glance_and_whole_in_the_receipt():
    small = Report(Sentence("Small"), AS_OF, [], summary=[profit], currency="CNY")
    page = parsed(html(small, ENGLISH))
    assert page.by_class("figure")[0].text == "CN¥1.3M"
    assert page.by_class("receipt__number")[0].text == "CN¥1,284,503.22"


def test_facts_may_be_of_any_kind():
    facts = [
        Fact(Sentence("Files"), "<orders>.csv"),
        Fact(Sentence("Rows"), 541_909),
        Fact(Sentence("First"), date(2023, 1, 1)),
        Fact(Sentence("Nothing"), None),
        Fact(Sentence("Customers"), customers),
    ]
    page = parsed(html(Report(Sentence("Small"), AS_OF, [], facts=facts), ENGLISH))
    said = [value.text for value in page.by_tag("dd") if value.is_inside("facts")]
    assert said == ["Dec 31, 2024", "<orders>.csv", "541,909", "Jan 1, 2023", "—", "2,357"]


@pytest.mark.parametrize("tag", ["zh-Hans", "zh-Hant"])
def test_chinese_keeps_number_and_unit_together(tag):
    language = speak(tag)
    text = [Sentence("最近 {n} 天，占 {part} %", n=365, part=12)]
    one = Report(
        Sentence("王"), AS_OF, [Chapter("c", Sentence("章"), [Finding("f", Sentence("题"), text)])]
    )
    assert "365\u00a0天，占 12\u00a0%" in html(one, language)


def test_the_sample_is_the_same_page_every_time(texts):
    assert html(report(), ENGLISH) == texts["en"]


def test_no_sentence_is_left_with_a_place_unfilled(page):
    assert re.findall(r"\{\w+\}", page.by_tag("main")[0].text) == []
