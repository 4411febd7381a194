"""Every operation × roles × one's own record and one out of reach: as the pages allow it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from crm import test_matrix
from crm.api.rest.conftest import Program, program
from crm.test_matrix import SECRET, World
from django.db import transaction

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.presets import PRESETS
from goodwill.crm.accounts.reach import Scope
from goodwill.crm.api.rest.describing import described
from goodwill.crm.records.kinds import kinds

world = test_matrix.world
KINDS = [kind.word for kind in kinds()]
OF_A_KIND = {
    "list_{kind}": ("{kind}.view",),
    "read_{kind}": ("{kind}.view",),
    "read_history_of_{kind}": ("{kind}.view",),
    "list_external_ids_of_{kind}": ("{kind}.view",),
    "read_{kind}_by_external_id": ("{kind}.view",),
    "list_views_of_{kind}": ("{kind}.view",),
    "create_view_of_{kind}": ("{kind}.view",),
    "delete_view_of_{kind}": ("{kind}.view",),
    "list_attachments_of_{kind}": ("{kind}.view",),
    "create_{kind}": ("{kind}.create",),
    "upsert_{kind}": ("{kind}.create",),
    "upsert_many_{kind}": (),
    "change_{kind}": ("{kind}.change",),
    "undo_line_of_{kind}": ("{kind}.change",),
    "name_{kind}": ("{kind}.change",),
    "unname_{kind}": ("{kind}.change",),
    "attach_to_{kind}": ("{kind}.change",),
    "change_many_{kind}": ("{kind}.view", "{kind}.change"),
    "delete_{kind}": ("{kind}.delete",),
    "restore_{kind}": ("{kind}.delete",),
    "list_deleted_{kind}": ("{kind}.delete",),
    "delete_many_{kind}": ("{kind}.view", "{kind}.delete"),
    "export_{kind}": ("{kind}.view", "{kind}.export"),
}
"""What each operation takes that there is for every kind."""

OTHERS = {
    **dict.fromkeys(("read_me", "list_people", "list_teams", "list_kinds", "find"), ()),
    **dict.fromkeys(("list_notices", "see_notices", "see_notice", "undo"), ()),
    "read_timeline": ("customers.view", "activities.view"),
    "read_planned": ("customers.view", "activities.view"),
    "log": ("customers.view", "activities.create"),
    "start_timer": ("customers.view", "activities.create"),
    "stop_timer": ("activities.create",),
    "finish_activity": ("activities.change",),
    "reopen_activity": ("activities.change",),
    "postpone_activity": ("activities.change",),
    "assign_activity": ("activities.change",),
    "rewrite_activity": ("activities.change",),
    "follow_up_activity": ("activities.view", "activities.create"),
    "list_consents": ("customers.view",),
    "may_contact": ("customers.view",),
    "state_consent": ("customers.change",),
    "relate_new_person": ("customers.view", "relations.create", "customers.create"),
    "prefer_contact_point": ("contact_points.change",),
    "verify_contact_point": ("contact_points.change",),
    "invalidate_contact_point": ("contact_points.change",),
    "prefer_relation": ("relations.change",),
    "resume_relation": ("relations.change",),
    "end_relation": ("relations.change",),
    "list_shares_of_customers": ("customers.share",),
    "share_customers": ("customers.share",),
    "unshare_customers": ("customers.share",),
    "preview_erasure": ("customers.erase", "customers.view"),
    "erase_customer": ("customers.erase", "customers.view"),
    "disclose_customer": ("customers.export",),
    "merge_customers": ("customers.merge", "customers.change"),
    "merge_products": ("products.delete", "products.change"),
    "merge_product_families": ("product_families.delete", "product_families.change"),
    "unmerge": (),
    "list_order_lines": ("orders.view",),
    **dict.fromkeys(
        ("add_order_line", "change_order_line", "remove_order_line", "pay_order"),
        ("orders.change",),
    ),
    **dict.fromkeys(
        ("confirm_order", "deliver_order", "cancel_order", "write_off_order", "take_back_order"),
        ("orders.change",),
    ),
    "renew_contract": ("contracts.change",),
    "end_contract": ("contracts.change",),
    "set_price": ("price_lists.change",),
    **dict.fromkeys(("read_segment_conditions", "list_segment_days"), ("segments.view",)),
    "list_segment_members": ("segments.view", "customers.view"),
    "set_segment_conditions": ("segments.change",),
    "count_segment": ("segments.view", "customers.view"),
    "snapshot_segment": ("segments.view", "segments.create"),
    "create_static_segment": ("segments.create", "customers.view"),
    **dict.fromkeys(
        ("add_segment_members", "remove_segment_members"), ("segments.change", "customers.view")
    ),
    "list_suggestions": ("customers.view",),
    "accept_suggestion": ("customers.view", "activities.create"),
    "dismiss_suggestion": ("customers.view", "activities.create"),
    **dict.fromkeys(
        ("accept_lead", "claim_lead", "give_back_lead", "hand_lead", "give_up_lead"),
        ("leads.change",),
    ),
    **dict.fromkeys(("take_up_lead", "take_back_lead", "note_lead"), ("leads.change",)),
    "convert_lead": ("leads.change", "customers.create", "opportunities.create"),
    **dict.fromkeys(("list_lead_pools", "list_leads_in_pool"), ("leads.view",)),
    **dict.fromkeys(
        ("move_opportunity", "win_opportunity", "lose_opportunity", "reopen_opportunity"),
        ("opportunities.change",),
    ),
    **dict.fromkeys(("list_opportunity_steps", "list_opportunity_lines"), ("opportunities.view",)),
    **dict.fromkeys(
        ("add_opportunity_line", "change_opportunity_line", "remove_opportunity_line"),
        ("opportunities.change",),
    ),
    **dict.fromkeys(
        ("list_quote_lines", "list_quote_approvals", "list_quote_answers", "print_quote"),
        ("quotes.view",),
    ),
    **dict.fromkeys(
        ("add_quote_line", "change_quote_line", "remove_quote_line", "send_quote"),
        ("quotes.change",),
    ),
    **dict.fromkeys(
        ("renew_quote_link", "ask_quote_approval", "accept_quote", "decline_quote"),
        ("quotes.change",),
    ),
    **dict.fromkeys(("revise_quote", "withdraw_quote"), ("quotes.change",)),
    **dict.fromkeys(("approve_quote", "refuse_quote"), ("quotes.view", "quotes.approve")),
    **dict.fromkeys(
        ("upload_import_file", "list_import_files", "read_import_file", "plan_import"),
        ("data.import",),
    ),
    **dict.fromkeys(
        ("discard_import_file", "try_import", "start_import"),
        ("data.import",),
    ),
    "make_import_fields": ("data.import", "settings.manage"),
    **dict.fromkeys(("list_import_targets", "take_import_template"), ("data.import",)),
    **dict.fromkeys(
        ("list_imports", "read_import", "pause_import", "resume_import", "undo_import"), ()
    ),
    **dict.fromkeys(("list_refused_rows", "take_refused_rows", "list_imported_records"), ()),
    **dict.fromkeys(
        ("list_connections", "read_connection", "read_connection_health", "create_connection"),
        ("data.manage",),
    ),
    **dict.fromkeys(
        ("list_connection_runs", "list_rows_refused_by_connection", "pull_connection"),
        ("data.manage",),
    ),
    **dict.fromkeys(
        ("pause_connection", "resume_connection", "remove_connection", "place_connection"),
        ("data.manage",),
    ),
    **dict.fromkeys(
        ("test_connection", "propose_connection_columns", "map_connection"), ("data.manage",)
    ),
    **dict.fromkeys(("schedule_connection", "read_machine", "trust_machine"), ("data.manage",)),
    **dict.fromkeys(
        ("list_duplicates", "read_duplicate", "merge_duplicate", "different_duplicate"),
        ("customers.merge", "customers.view"),
    ),
    **dict.fromkeys(
        ("later_duplicate", "merge_sure_duplicates"), ("customers.merge", "customers.view")
    ),
    "undo_duplicates": ("customers.merge",),
    "find_similar_customers": ("customers.create", "customers.view"),
    "list_duplicates_of_customer": ("customers.view",),
    "read_merge": (),
    **dict.fromkeys(
        ("list_webhooks", "create_webhook", "read_webhook", "change_webhook"), ("api.use",)
    ),
    **dict.fromkeys(
        ("remove_webhook", "renew_webhook_secret", "stop_webhook", "start_webhook"), ("api.use",)
    ),
    **dict.fromkeys(("test_webhook", "list_deliveries", "read_delivery"), ("api.use",)),
    **dict.fromkeys(("send_delivery_again", "send_all_again"), ("api.use",)),
    **dict.fromkeys(
        ("list_accounts", "read_account", "invite_person", "place_person", "renew_invitation"),
        ("people.manage",),
    ),
    **dict.fromkeys(
        (
            "deactivate_person",
            "activate_person",
            "list_sessions_of_person",
            "end_sessions_of_person",
        ),
        ("people.manage",),
    ),
    "reset_second_factor_of_person": ("people.manage",),
    "list_roles": (),
    **dict.fromkeys(("read_role", "create_role", "change_role", "remove_role"), ("roles.manage",)),
    **dict.fromkeys(
        ("read_team", "create_team", "arrange_team", "remove_team"), ("people.manage",)
    ),
    "read_attachment": ("customers.view",),
    "remove_attachment": ("customers.change",),
    "restore_attachment": ("customers.change",),
}
"""What the other operations take."""

NEEDS = {
    **OTHERS,
    **{
        name.format(kind=kind): tuple(one.format(kind=kind) for one in needs)
        for name, needs in OF_A_KIND.items()
        for kind in KINDS
    },
}
OF_IMPORTS = ("data.import", "data.manage")
EITHER = {
    **dict.fromkeys(
        ("list_imports", "read_import", "pause_import", "resume_import", "undo_import"), OF_IMPORTS
    ),
    **dict.fromkeys(("list_refused_rows", "take_refused_rows"), OF_IMPORTS),
    "list_imported_records": OF_IMPORTS,
    "list_roles": ("roles.manage", "people.manage"),
}
"""Of these one is enough."""
ABOUT_NOTHING = (
    "delete_view_of_",
    "see_notice",
    "undo",
    "unmerge",
    "unname_",
    "restore_",
    "change_order_line",
    "remove_order_line",
    "change_opportunity_line",
    "remove_opportunity_line",
    "change_quote_line",
    "remove_quote_line",
    "claim_lead",
    "renew_invitation",
)
"""What these name besides the kind is not there: 404 is right."""
NOBODY = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Operation:
    """One operation as the description tells of it."""

    name: str
    method: str
    path: str
    body: Any

    @property
    def kind(self) -> str:
        return self.path.split("/")[3]

    @property
    def is_about_a_record(self) -> bool:
        return "{id}" in self.path and "/views/" not in self.path


def operations() -> list[Operation]:
    return [
        Operation(told["operationId"], method.upper(), path, told.get("requestBody"))
        for path, methods in described()["paths"].items()
        for method, told in methods.items()
    ]


def some() -> list[Operation]:
    """What all kinds have alike for two kinds only."""
    kinds_tried = ("customers", "orders")
    return [one for one in operations() if one.name in OTHERS or one.kind in kinds_tried]


def test_it_is_said_of_every_operation_who_may_do_it() -> None:
    assert {one.name for one in operations()} == set(NEEDS)


def content(operation: Operation, world: World) -> Any:
    """What fits the operation well enough to come as far as the question who may."""
    own = {kind: world.public_id(kind, "own") for kind, place in world.records if place == "own"}
    given = BODIES.get(operation.name)
    if given is None:
        return {} if operation.body else None
    return {name: named(value, own) for name, value in given.items()}


def named(value: Any, own: dict[str, str]) -> Any:
    """The id of the person's own record where a kind is named."""
    if isinstance(value, list):
        return [named(one, own) for one in value]
    is_kind = isinstance(value, str) and value.startswith("@")
    return own.get(value[1:], NOBODY) if is_kind else value


BODIES: dict[str, dict[str, Any]] = {
    "create_customers": {"name": "x"},
    "create_contact_points": {"customer": "@customers", "sort": "email", "given": "x@example.com"},
    "create_relations": {"customer": "@customers", "person": "@customers", "role": "buyer"},
    "create_activities": {"customer": "@customers", "sort": "note", "subject": "x"},
    "create_orders": {"customer": "@customers", "ordered_on": "2026-03-01"},
    "create_contracts": {"customer": "@customers", "name": "x", "starts_on": "2026-03-01"},
    "create_products": {"number": "x", "name": "x"},
    "create_product_families": {"name": "x"},
    "create_price_lists": {"name": "x", "valid_from": "2026-03-01"},
    "create_prices": {"price_list": "@price_lists", "product": "@products", "amount_minor": 1},
    **{f"create_{kind}": {"name": "x"} for kind in ("leads", "opportunities", "segments")},
    "create_targets": {"period_on": "2026-03-01", "amount_minor": 1},
    "create_quotes": {"customer": "@customers"},
    "create_visits": {"customer": "@customers", "planned_on": "2026-03-01"},
    "create_account_plans": {"customer": "@customers", "name": "x"},
    "create_care_actions": {"customer": "@customers", "worklist": "keep"},
    **{f"create_view_of_{kind}": {"name": "x"} for kind in KINDS},
    **{f"upsert_many_{kind}": {"items": []} for kind in KINDS},
    **{f"change_many_{kind}": {"values": {}} for kind in KINDS},
    "upsert_customers": {"name": "x"},
    "upsert_orders": {"customer": "@customers", "ordered_on": "2026-03-01"},
    "set_segment_conditions": {"where": {"all": [{"field": "city", "is": "x"}]}},
    "count_segment": {"where": {}},
    "create_static_segment": {"name": "x"},
    **{f"{verb}_segment_members": {"customers": [NOBODY]} for verb in ("add", "remove")},
    "accept_suggestion": {"suggestion": "x"},
    "dismiss_suggestion": {"suggestion": "x", "reason": "other"},
    "hand_lead": {"person": NOBODY},
    "give_up_lead": {"because": "x"},
    "note_lead": {"text": "x"},
    "move_opportunity": {"stage": NOBODY},
    "lose_opportunity": {"reason": "price"},
    **{
        f"add_{one}_line": {"product": "@products", "quantity_thousandths": 1}
        for one in ("opportunity", "quote")
    },
    "accept_quote": {"name": "陈梅"},
    "log": {"text": "x"},
    "postpone_activity": {"later": "tomorrow"},
    "assign_activity": {"owner": NOBODY},
    "rewrite_activity": {"text": "x"},
    "state_consent": {"state": "refused"},
    "relate_new_person": {"name": "x y", "role": "buyer"},
    "share_customers": {"person": NOBODY},
    "erase_customer": {"name": "x", "reason": "x"},
    **{f"merge_{kind}": {"others": [f"@{kind}"]} for kind in KINDS},
    "add_order_line": {"product": "@products", "quantity_thousandths": 1},
    "pay_order": {"amount_minor": 1},
    "take_back_order": {"lines": [{"position": 1, "quantity_thousandths": 1}]},
    "set_price": {"product": "@products", "amount_minor": 1},
    "make_import_fields": {"columns": ["x"]},
    "create_connection": {"sort": "folder", "name": "x"},
    "map_connection": {"kind": "customers", "columns": {}},
    "trust_machine": {"fingerprint": "x"},
    "create_webhook": {"name": "x", "address": "https://10.0.0.1/"},
    "invite_person": {"email": "x@example.com", "name": "x", "role": "sales_rep"},
    "create_role": {"name": "x", "like": "sales_rep"},
    "create_team": {"name": "x"},
}


def expected(operation: Operation, world: World, place: str) -> set[int]:
    one_of = EITHER.get(operation.name, ())
    may = all(world.me.may(ability) for ability in NEEDS[operation.name])
    may = may and (not one_of or any(world.me.may(ability) for ability in one_of))
    is_about = operation.is_about_a_record and (operation.kind, place) in world.records
    is_within = not is_about or world.is_within(operation.kind, place)
    may_miss = operation.name.startswith(ABOUT_NOTHING) or not is_about
    missing = {404} if may_miss else set()
    if not is_within:
        return {404} if may else {404, 403}
    return ANSWERS | missing if may else {403} | missing


ANSWERS = {200, 201, 204, 409, 422}


def answered(
    ask: Program,
    operation: Operation,
    world: World,
    place: str,
) -> int:
    known = (operation.kind, place) in world.records
    id_ = world.public_id(operation.kind, place) if known else NOBODY
    if "/views/" in operation.path or operation.kind == "notices":
        id_ = NOBODY
    path = operation.path.removeprefix("/api/v1/").replace("{id}", id_)
    path = path.replace("{batch}", NOBODY).replace("{source}", "erp").replace("{value}", "x")
    path = path.replace("{delivery}", NOBODY).replace("{word}", "sales_rep")
    path = re.sub(r"{(position|version)}", "1", path)
    if operation.name == "may_contact":
        path += "?topic=news&channel=email"
    if operation.name in ("list_import_targets", "take_import_template"):
        path += "?kind=customers"
    if operation.name == "unshare_customers":
        path += f"?person={NOBODY}"
    with transaction.atomic():
        status = ask(operation.method, path, content(operation, world)).status_code
        transaction.set_rollback(True)
    return int(status)


def wrong(world: World, tried: list[Operation], places: tuple[str, ...]) -> list[str]:
    role = world.me.role
    if not world.me.may("api.use"):
        role.abilities = [*role.abilities, "api.use"]
        role.save()
    world.me = User.objects.get(pk=world.me.pk)
    ask = program(world.me)
    found = []
    for operation in tried:
        if operation.name.startswith(("attach_to_", "upload_")):
            continue  # files are sent otherwise
        for place in places if operation.is_about_a_record else places[:1]:
            status, right = (
                answered(ask, operation, world, place),
                expected(operation, world, place),
            )
            if status not in right:
                found.append(f"{operation.name} ({place}): {status} instead of {sorted(right)}")
    return found


@pytest.mark.usefixtures("unlimited")
@pytest.mark.parametrize("world", ["sales_rep", "executive"], indirect=True)
def test_a_key_opens_what_its_maker_may_and_nothing_else(world: World) -> None:
    is_everything = world.me.role.scope == Scope.ALL
    found = wrong(world, some(), ("own",) if is_everything else ("own", "outside"))
    assert not found, "\n".join(found)


@pytest.mark.proof
@pytest.mark.usefixtures("unlimited")
@pytest.mark.parametrize("world", list(PRESETS), indirect=True)
def test_every_role_opens_what_it_may_and_nothing_else(world: World) -> None:
    found = wrong(world, operations(), ("own", "team", "outside"))
    assert not found, "\n".join(found)


@pytest.mark.usefixtures("unlimited")
@pytest.mark.parametrize("world", ["sales_rep"], indirect=True)
def test_nothing_tells_of_a_record_out_of_reach(world: World) -> None:
    role = world.me.role
    role.abilities = ["*.*"]
    role.save()
    world.me = User.objects.get(pk=world.me.pk)
    ask = program(world.me)
    far = {str(one.public_id) for (kind, place), one in world.records.items() if place == "outside"}
    common = {str(world.records[kind, "outside"].public_id) for kind in COMMON}
    told = []
    for operation in operations():
        if operation.method != "GET" or "{" in operation.path:
            continue
        answer = ask("GET", operation.path.removeprefix("/api/v1/"))
        body = b"".join(answer) if answer.streaming else answer.content
        text = body.decode("utf-8", "replace")
        if SECRET in text or any(one in text for one in far - common):
            told.append(operation.name)
    assert not told


COMMON = ("products", "price_lists", "people", "teams")
