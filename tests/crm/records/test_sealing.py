"""Nobody rewrites the past without it being seen, and erasing by law is not taken for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import override_settings

from goodwill.crm.customers.models import Customer
from goodwill.crm.records import auditing, changing, sealing
from goodwill.crm.records.changing import Actor, digest
from goodwill.crm.records.models import Change, Seal
from goodwill.crm.records.sealing import Break


@pytest.fixture
def lines(by: Actor) -> list[Change]:
    """Six lines of history about two customers, sealed in two batches."""
    hengtai = changing.create(Customer(name="上海恒泰精密", city="上海"), by)
    changing.change(hengtai, {"city": "苏州"}, by)
    changing.change(hengtai, {"city": "无锡"}, by)
    sealing.seal()
    other = changing.create(Customer(name="Nordwind GmbH"), by)
    changing.change(other, {"city": "Hamburg"}, by)
    changing.delete(other, by)
    sealing.seal()
    return list(Change.objects.order_by("place"))


def raw(sql: str, *values: object) -> None:
    """What somebody does who can write the database, but not read our key."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def found() -> tuple[Break | None, int | None]:
    verdict = sealing.verify()
    return verdict.broken, verdict.place


def test_untouched_history_is_whole(lines: list[Change]) -> None:
    verdict = sealing.verify()
    assert verdict.is_whole
    assert (verdict.lines, verdict.erased, verdict.unsealed) == (6, 0, 0)
    assert verdict.last == lines[-1].link == Seal.objects.latest("place").hash
    assert "6 lines checked" in str(verdict.sentence)


def test_lines_not_sealed_yet_are_counted_and_checked(lines: list[Change], by: Actor) -> None:
    changing.create(Customer(name="New"), by)
    assert sealing.verify().unsealed == 1
    newest = Change.objects.latest("pk")
    raw("UPDATE records_change SET verb = 'deleted' WHERE id = %s", newest.pk)
    assert found() == (Break.FORGED, None)


def test_an_edited_line_is_named(lines: list[Change]) -> None:
    changed = '{"city": ["上海", "北京"]}'
    raw("UPDATE records_change SET fields = %s WHERE id = %s", changed, lines[1].pk)
    assert found() == (Break.EDITED, 2)
    assert str(lines[1].pk) in str(sealing.verify().sentence)


@pytest.mark.parametrize("column", ["by_id", "verb", "record_id", "version", "source", "at"])
def test_no_part_of_a_line_can_be_edited(lines: list[Change], column: str) -> None:
    new = {"verb": "restored", "source": "api", "at": "2020-01-01 00:00:00", "by_id": None}
    value = new.get(column, 99)
    raw(f"UPDATE records_change SET {column} = %s WHERE id = %s", value, lines[2].pk)
    assert found() == (Break.EDITED, 3)


def test_editing_a_line_with_its_fingerprint_breaks_its_link(lines: list[Change]) -> None:
    line = lines[3]
    line.fields = {"name": [None, "Someone else"]}
    line.digest = digest(line)  # even with our key for digests, the chain holds
    line.save()
    assert found() == (Break.MOVED, 4)


@pytest.mark.parametrize("place", [1, 3, 5])
def test_a_removed_line_leaves_a_gap(lines: list[Change], place: int) -> None:
    raw("DELETE FROM records_change WHERE place = %s", place)
    assert found() == (Break.MISSING, place + 1)


def test_lines_removed_from_the_end_are_missed_by_the_seals(lines: list[Change]) -> None:
    raw("DELETE FROM records_change WHERE place > 4")
    assert found() == (Break.CUT_OFF, 5)


def test_a_seal_kept_elsewhere_tells_that_the_end_was_removed_with_its_seals(
    lines: list[Change],
) -> None:
    kept = sealing.verify().last
    raw("DELETE FROM records_change WHERE place > 3")
    raw("DELETE FROM records_seal WHERE place > 3")
    assert sealing.verify().is_whole
    assert sealing.verify(known=kept).broken is Break.CUT_OFF


def test_an_inserted_line_is_found_at_its_place(lines: list[Change]) -> None:
    raw("UPDATE records_change SET place = place + 100 WHERE place > 2")
    raw("UPDATE records_change SET place = place - 99 WHERE place > 100")
    forged = Change.objects.get(pk=lines[0].pk)
    forged.pk, forged.place, forged.link = None, 3, lines[2].link
    forged.save(force_insert=True)
    assert found() == (Break.MOVED, 3)


def test_a_line_slipped_in_among_those_to_be_sealed_is_found(lines: list[Change]) -> None:
    raw(
        "INSERT INTO records_change"
        " (kind, record_id, version, verb, fields, by_id, at, source, batch, digest, link)"
        " SELECT kind, record_id, 9, verb, fields, by_id, at, source, batch, digest, ''"
        " FROM records_change WHERE place = 1"
    )
    assert found() == (Break.FORGED, None)
    sealing.seal()
    assert found() == (Break.EDITED, 7)


def test_exchanged_lines_are_found(lines: list[Change]) -> None:
    first, second = lines[1].pk, lines[2].pk
    raw("UPDATE records_change SET place = -1 WHERE id = %s", first)
    raw("UPDATE records_change SET place = 2 WHERE id = %s", second)
    raw("UPDATE records_change SET place = 3 WHERE id = %s", first)
    assert found() == (Break.MOVED, 2)


def test_erasing_by_law_empties_lines_and_is_reported_as_such(
    lines: list[Change], by: Actor
) -> None:
    hengtai = Customer.objects.get(name="上海恒泰精密")
    auditing.note(hengtai, sealing.ERASED, {}, by.user)
    assert sealing.empty_lines("customers", hengtai.pk) == 3
    verdict = sealing.verify()
    assert verdict.is_whole
    assert verdict.erased == 3
    kept = Change.objects.filter(kind="customers", record_id=hengtai.pk)
    assert all(line.fields == {} for line in kept)


def test_emptying_lines_without_a_word_about_it_is_tampering(lines: list[Change]) -> None:
    sealing.empty_lines("customers", lines[0].record_id)
    assert found() == (Break.EDITED, 1)


def test_a_forged_word_about_an_erasure_does_not_help(lines: list[Change]) -> None:
    Change.objects.create(
        kind="customers", record_id=lines[0].record_id, version=1, verb="erased", digest="0" * 64
    )
    sealing.empty_lines("customers", lines[0].record_id)
    assert found() == (Break.EDITED, 1)


def test_a_new_secret_key_leaves_history_whole_while_the_old_one_is_known(
    lines: list[Change], settings: object, by: Actor
) -> None:
    old = settings.RECORDS_KEY  # type: ignore[attr-defined]
    with override_settings(RECORDS_KEY="another key " * 5, RECORDS_KEY_FALLBACKS=[old]):
        changing.create(Customer(name="Later"), by)
        sealing.seal()
        assert sealing.verify().is_whole
    with override_settings(RECORDS_KEY="a thief's guess " * 5):
        assert found() == (Break.EDITED, 1)


def test_sealing_again_adds_nothing(
    lines: list[Change], django_assert_max_num_queries: Callable[[int], object]
) -> None:
    assert sealing.seal() == 0
    assert Seal.objects.count() == 2
