"""The mark is the same drawing as SVG and as PNG."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from PIL import Image

from goodwill.crm.ui import mark


def test_the_png_is_read_by_others_and_shows_ground_ring_and_dot() -> None:
    image = Image.open(io.BytesIO(mark.png(192)))
    assert image.size == (192, 192)
    assert image.getpixel((2, 2)) == mark.GROUND
    assert image.getpixel((96, 96)) == mark.GROUND
    on_the_ring = round(192 * (0.5 - mark.RING))
    assert image.getpixel((on_the_ring, 96)) == mark.INK


@pytest.mark.django_db
def test_a_phone_is_told_what_it_must_know_to_install() -> None:
    told = Client().get("/manifest.webmanifest").json()
    assert (told["display"], told["scope"]) == ("standalone", "/")
    for icon in told["icons"]:
        answer = Client().get(icon["src"])
        assert answer.headers["Content-Type"] == icon["type"]


@pytest.mark.django_db
def test_any_side_gets_the_nearest_drawn() -> None:
    drawn = Client().get("/mark-200.png").content
    assert Image.open(io.BytesIO(drawn)).size == (192, 192)
