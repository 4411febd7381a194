"""The pieces say what they must to eyes, fingers and screen readers."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines

from goodwill.analytics.figure import Definition, Figure, Unit, proportion
from goodwill.crm.ui.receipts import Behind, receipt
from goodwill.language import Sentence


def drawn(piece: str, **values: object) -> str:
    page = '{% import "ui/parts.html" as ui with context %}' + piece
    return engines["jinja2"].from_string(page).render(values)


class Entry(forms.Form):
    text = forms.CharField(label="What was said", help_text="In a sentence.")
    private = forms.BooleanField(label="Only I", required=False)
    token = forms.CharField(widget=forms.HiddenInput)


def test_a_button_with_an_icon_alone_has_a_name() -> None:
    assert 'aria-label="Delete"' in drawn('{{ ui.button("Delete", icon="trash", only_icon=true) }}')


def test_words_of_people_cannot_become_html() -> None:
    told = drawn("{{ ui.button(name) }}{{ ui.badge(name) }}", name="<b>王</b>")
    assert "<b>" not in told


def test_a_field_is_tied_to_its_label_help_and_error() -> None:
    told = drawn('{{ ui.field(form["text"]) }}', form=Entry({"text": ""}))
    assert '<label class="field__label" for="id_text">' in told
    assert 'aria-describedby="id_text-help id_text-error"' in told
    assert 'aria-invalid="true"' in told
    assert 'id="id_text-error"' in told


def test_only_what_may_be_left_out_is_called_optional() -> None:
    told = drawn("{{ ui.fields(form) }}", form=Entry())
    assert told.count("optional") == 0
    assert '<input type="hidden" name="token"' in told


@pytest.mark.parametrize(
    ("facts", "there", "not_there"),
    [
        ({"value_class": "A"}, "chip__class", "chip__warning"),
        ({"do_not_contact": True}, "Do not contact", "chip__class"),
    ],
)
def test_a_chip_shows_what_is_known_and_one_warning(facts, there, not_there) -> None:
    customer = SimpleNamespace(name="上海恒泰精密", public_id="none", **facts)
    told = drawn("{{ ui.chip(customer) }}", customer=customer)
    assert there in told
    assert not_there not in told


def test_nothing_is_a_dash_and_a_loss_has_its_sign() -> None:
    assert "—" in drawn('{{ ui.money(none, "CNY") }}')
    assert "-CN¥1.20" in drawn('{{ ui.money(-120, "CNY") }}')


def test_an_empty_list_teaches() -> None:
    kind = SimpleNamespace(
        many=Sentence("orders"), icon="shopping-bag", teaching=Sentence("What customers bought.")
    )
    told = drawn("{{ ui.empty(kind) }}", kind=kind)
    assert "orders: none yet" in told
    assert "What customers bought." in told


def a_share(**more: object) -> Figure:
    kept = Definition(
        "test.kept",
        1,
        Sentence("Kept"),
        Sentence("Who stayed."),
        Sentence("stayed ÷ all"),
        Unit.SHARE,
    )
    return proportion(kept, 30, 40, as_of=date(2026, 3, 2), **more)


def test_a_figure_opens_its_receipt_with_the_way_to_its_records() -> None:
    told = drawn('{{ ui.figure(one, records="/customers/?x=1", export="/x/") }}', one=a_share())
    assert "75.0" in told
    assert "30 ÷ 40" in told.replace("\u00a0", " ")
    assert 'href="/customers/?x=1"' in told
    assert 'href="/x/"' in told


def test_a_figure_with_an_address_leaves_its_receipt_there() -> None:
    told = drawn('{{ ui.figure(one, receipt="/r/1/") }}', one=a_share())
    assert 'href="/r/1/" hx-get="/r/1/" hx-target="#drawer"' in told
    assert "<template" not in told


def test_a_receipt_with_an_address_is_a_page_and_what_the_drawer_holds(rf, rep) -> None:
    asked, swapped = rf.get("/r/"), rf.get("/r/", headers={"HX-Request": "true"})
    asked.user = swapped.user = rep
    behind = Behind("/customers/?x=1")
    page, drawer = (receipt(one, a_share(), behind).content.decode() for one in (asked, swapped))
    assert "<main" in page
    assert "<main" not in drawer
    for told in (page, drawer):
        assert "Who stayed." in told
        assert 'href="/customers/?x=1"' in told
