"""What every address asks for: who may open it, and whose record it names.

A room that adds an address adds a line here; `test_matrix.py` fails until it has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

CUSTOMERS = {"kind": "customers"}


@dataclass(frozen=True)
class Route:
    """What one address asks for.

    `needs` are the abilities it takes, all of them; none means everybody who has logged in.
    Of `either` one is enough.
    `about` is the kind of the record that `public_id` names. `fill` holds the other parts of the
    address, `told` what a form sends. `may_miss`: 404 is a right answer for records in reach,
    too, as when what it names besides the record is not there.
    """

    needs: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    how: str = "get"
    about: str = ""
    fill: Mapping[str, object] = field(default_factory=dict)
    told: Mapping[str, object] = field(default_factory=dict)
    may_miss: bool = False
    is_open: bool = False


def page(*needs: str, about: str = "", **fill: object) -> Route:
    """Something to look at."""
    return Route(needs, about=about, fill=fill)


def act(
    *needs: str,
    about: str = "",
    told: Mapping[str, object] | None = None,
    may_miss: bool = False,
    **fill: object,
) -> Route:
    """Something to do, by POST only."""
    return Route(needs, how="post", about=about, fill=fill, told=told or {}, may_miss=may_miss)


def to_all(how: str = "get", **fill: object) -> Route:
    """Open without a login."""
    return Route(how=how, fill=fill, is_open=True, may_miss=True)


NOBODY = "00000000-0000-0000-0000-000000000000"
NOBODYS = {"public_id": NOBODY}
PEOPLE = "people.manage"
ROLES = "roles.manage"
SALES = ("leads.view", "opportunities.view", "quotes.view", "visits.view", "sales.manage")
IMPORTS = ("data.import", "data.manage")
VALUE = ("customers.view", "value.see", "value.manage")

PARTED = ("customers.view", "orders.view")

ROUTES: dict[str, Route] = {
    # the door
    "welcome": to_all(),
    "invitation": to_all(token="no-such-token"),
    "health": to_all(),
    "alive": to_all(),
    "metrics": to_all(),
    # the shell
    "look": act(told={"theme": "dark"}),
    "speak": to_all("post"),
    "manifest": to_all(),
    "mark_svg": to_all(),
    "mark": to_all(side=180),
    "worker": to_all(),
    "no_connection": to_all(),
    # what customers are worth
    "value": Route(either=VALUE),
    # what customers are worth
    "customer_worth": page("customers.view", about="customers"),
    "worth_receipt": Route(
        ("customers.view",), about="customers", fill={"word": "p_alive"}, may_miss=True
    ),
    "valuations": Route(either=("value.see", "value.manage")),
    "valuations_now": Route(either=("value.see", "value.manage")),
    "value_again": act("value.manage"),
    "value_report": Route(("value.see",), may_miss=True),
    "key_customers": page("account_plans.view"),
    "account_plans": page("account_plans.view"),
    "account_plan": page("account_plans.view", about="account_plans"),
    "add_goal": act("account_plans.change", about="account_plans"),
    "settle_goal": act("account_plans.change", about="account_plans", goal=1, may_miss=True),
    "add_plan_stakeholder": act("account_plans.change", about="account_plans"),
    "drop_plan_stakeholder": act(
        "account_plans.change", about="account_plans", stakeholder=1, may_miss=True
    ),
    "add_step": act("account_plans.change", "activities.create", about="account_plans"),
    "review_plan": act("account_plans.change", about="account_plans"),
    "account_plan_of": page("account_plans.view", about="customers"),
    "policies": page("customers.view"),
    "policy": page("value.manage", value_class="A"),
    "breaches": page("value.see", value_class="A", word="visits"),
    "stages": page("value.see"),
    "suggestions": page("customers.view", about="customers"),
    "accept_suggestion": act("customers.view", about="customers", may_miss=True),
    "dismiss_suggestion": act("activities.create", about="customers", may_miss=True),
    "suggesting": page("value.see"),
    "begin_trial": act("value.manage"),
    "end_trial": Route(("value.manage",), how="post", fill=NOBODYS, may_miss=True),
    "measure_trial": Route(("value.manage",), how="post", fill=NOBODYS, may_miss=True),
    "worklists": page("customers.view"),
    "worklist": page("customers.view", word="lost"),
    "take_on": page("care_actions.create", about="customers", word="lost"),
    "care_actions": page("care_actions.view"),
    "care_action": page("care_actions.view", about="care_actions"),
    "close_care_action": page("care_actions.change", about="care_actions"),
    # segments
    "segments": page("segments.view", "customers.view"),
    "segment_new": page("segments.create", "customers.view"),
    "segment_count": act("segments.view", "customers.view"),
    "segment_line": page("segments.view"),
    "segment_group": page("segments.view"),
    "segments_overlap": page("segments.view", "customers.view"),
    "segments_refresh": act("segments.view"),
    "segment_put": act("segments.change", "customers.view"),
    "segment_put_done": act("segments.change", "customers.view"),
    "segment": page("segments.view", "customers.view", about="segments"),
    "segment_course": page("segments.view", about="segments"),
    "segment_conditions": page("segments.change", about="segments"),
    "segments_of_customer": page("segments.view", "customers.view", about="customers"),
    "segment_copy": act("segments.create", "segments.view", about="segments"),
    # people, teams and roles
    "settings": page(),
    "people": page(PEOPLE),
    "invite": page(PEOPLE),
    "person": page(PEOPLE, about="people"),
    "sees": page(PEOPLE, about="people"),
    "new_link": act(PEOPLE, about="people", may_miss=True),
    "deactivate": act(PEOPLE, about="people"),
    "activate": act(PEOPLE, about="people"),
    "reset_second_factor": act(PEOPLE, about="people"),
    "end_sessions": act(PEOPLE, about="people"),
    "teams": page(PEOPLE),
    "team": page(PEOPLE, about="teams"),
    "remove_team": act(PEOPLE, about="teams"),
    "roles": page(ROLES),
    "role": page(ROLES, word="executive"),
    "remove_role": act(ROLES, word="executive"),
    "me": page(),
    "new_token": page("api.use"),
    "end_token": act(about="tokens", may_miss=True),
    # the audit
    "audit": page("audit.view"),
    "audit_check": act("audit.view"),
    # what every record has
    "share": page("customers.share", about="customers", **CUSTOMERS),
    "unshare": act(
        "customers.share",
        about="customers",
        told={"whom": "person:00000000-0000-0000-0000-000000000000"},
        may_miss=True,
        **CUSTOMERS,
    ),
    "find": page(),
    "new": page("customers.create", **CUSTOMERS),
    "edit": page("customers.change", about="customers", **CUSTOMERS),
    "edit_field": page("customers.change", about="customers", field="city", **CUSTOMERS),
    "fact": page("customers.view", about="customers", field="city", **CUSTOMERS),
    "reveal": act("customers.view", about="customers", field="credit_rating", **CUSTOMERS),
    "pick": page("customers.view", field="parent", **CUSTOMERS),
    "history": page("customers.view", about="customers", **CUSTOMERS),
    "compare": page("customers.view", about="customers", **CUSTOMERS),
    "undo_line": act("customers.change", about="customers", version=1, may_miss=True, **CUSTOMERS),
    "undo": act(batch="00000000-0000-0000-0000-000000000000", may_miss=True),
    "delete": act("customers.delete", about="customers", **CUSTOMERS),
    "bin": Route(either=("customers.delete", "activities.delete", "orders.delete")),
    "bin_of": page("customers.delete", **CUSTOMERS),
    "restore": act("customers.delete", about="customers", may_miss=True, **CUSTOMERS),
    # lists
    "customers": page("customers.view"),
    "orders": page("orders.view"),
    "products": page("products.view"),
    "product_families": page("product_families.view"),
    "price_lists": page("price_lists.view"),
    "contracts": page("contracts.view"),
    "activities": page("activities.view"),
    **{
        f"list_{name}": page("customers.view", word="customers")
        for name in (
            "apply",
            "arrange",
            "columns",
            "count",
            "filter",
            "groups",
            "keeping",
            "line",
        )
    },
    "list_more": Route(("customers.view",), fill={"word": "customers"}, may_miss=True),
    "list_keep": act("customers.view", word="customers", told={"name": "Mine"}),
    "list_forget": act(
        word="customers", public_id="00000000-0000-0000-0000-000000000000", may_miss=True
    ),
    "list_edit": act("customers.view", "customers.change", word="customers"),
    "list_preview": act("customers.view", "customers.change", word="customers"),
    "list_change": act("customers.view", "customers.change", word="customers"),
    "list_delete": act("customers.view", "customers.delete", word="customers"),
    "list_move": act(
        "customers.view",
        "customers.change",
        about="customers",
        word="customers",
        told={"field": "stage", "value": "prospect"},
    ),
    "list_export": act("customers.view", "customers.export", word="customers"),
    # several records become one
    "merge_with": page("customers.view", "customers.merge", about="customers", **CUSTOMERS),
    "merge": Route(
        ("customers.view", "customers.merge"),
        about="customers",
        fill={"kind": "customers", "others": "00000000-0000-0000-0000-000000000000/"},
        may_miss=True,
    ),
    "list_merge": act("customers.view", "customers.merge", word="customers"),
    "merge_told": Route(fill={"public_id": "00000000-0000-0000-0000-000000000000"}, may_miss=True),
    "unmerge": act(public_id="00000000-0000-0000-0000-000000000000", may_miss=True),
    # attachments
    "attachments": page("customers.view", about="customers", **CUSTOMERS),
    "attach": act("customers.change", about="customers", **CUSTOMERS),
    "attachment": page("customers.view", about="attachments"),
    "attachment_picture": page("customers.view", about="attachments"),
    "remove_attachment": act("customers.change", about="attachments"),
    "restore_attachment": act("customers.change", about="attachments", may_miss=True),
    "customer_files": page("customers.view", about="customers", **CUSTOMERS),
    # privacy
    "erase_customer": page("customers.erase", "customers.view", about="customers"),
    "disclose": act("customers.export", about="customers"),
    # a company's own fields
    "fields": page("settings.manage"),
    "add_field": page("settings.manage", kind="customers"),
    **{
        name: Route(
            ("settings.manage",),
            how=how,
            fill={"kind": "customers", "name": "no-such-field"},
            may_miss=True,
        )
        for name, how in (
            ("field", "get"),
            ("retire_field", "post"),
            ("revive_field", "post"),
            ("move_field", "post"),
        )
    },
    # customers
    "customer": page("customers.view", about="customers"),
    "customer_head": page("customers.view", about="customers"),
    "customer_next": page("customers.view", about="customers"),
    "finish_next": act("activities.change", about="activities"),
    "timeline": page("customers.view", "activities.view", about="customers"),
    "mentionable": page("customers.view", "activities.create", about="customers"),
    "timer": act("customers.view", "activities.create", about="customers"),
    "log": page("activities.create"),
    "log_customers": page("activities.create"),
    "activity": page("activities.view", about="activities"),
    "edit_activity": page("activities.change", about="activities"),
    "finish_activity": act("activities.change", about="activities"),
    "reopen_activity": act("activities.change", about="activities"),
    "postpone_activity": act("activities.change", about="activities"),
    "assign_activity": act("activities.change", about="activities", may_miss=True),
    "follow_up_activity": act("activities.view", "activities.create", about="activities"),
    "delete_activity": act("activities.delete", about="activities"),
    "consent": page("customers.view", about="customers"),
    "state_consent": act("customers.change", about="customers"),
    "state_in_short": act("customers.change", about="customers", channel="email"),
    "reaching": page("customers.view", about="customers"),
    "add_point": act("customers.view", "contact_points.create", about="customers", sort="phone"),
    "correct_point": act("contact_points.change", about="contact_points"),
    "prefer_point": act("contact_points.change", about="contact_points"),
    "verify_point": act("contact_points.change", about="contact_points"),
    "invalidate_point": act("contact_points.change", about="contact_points"),
    "remove_point": act("contact_points.delete", about="contact_points"),
    "customer_relations": page("customers.view", about="customers"),
    "relate": act("customers.view", "relations.create", about="customers"),
    "relatable": page("customers.view", about="customers"),
    "prefer_relation": act("relations.change", about="relations"),
    "end_relation": act("relations.change", about="relations"),
    "remove_relation": act("relations.delete", about="relations"),
    # duplicates
    "duplicates": page("customers.merge", "customers.view"),
    "duplicates_later": page("customers.merge", "customers.view"),
    "merge_duplicates": act("customers.merge", "customers.view"),
    "similar_customers": page("customers.create", "customers.view"),
    "belonging": page("customers.merge", "customers.view"),
    "decide_belonging": act(
        "customers.merge",
        "customers.view",
        public_id="00000000-0000-0000-0000-000000000000",
        word="dismiss",
        may_miss=True,
    ),
    "duplicates_of": page("customers.view", about="customers"),
    "duplicates_back": act(
        "customers.merge", batch="00000000-0000-0000-0000-000000000000", may_miss=True
    ),
    "decide_duplicate": act(
        "customers.merge",
        "customers.view",
        public_id="00000000-0000-0000-0000-000000000000",
        word="later",
        may_miss=True,
    ),
    # one's own day
    "my_day": page(),
    "offline": page(),
    "notices": page(),
    "notices_count": page(),
    "see_notices": act(),
    "open_notice": act(public_id="00000000-0000-0000-0000-000000000000", may_miss=True),
    "calendar_feed": page(),
    "new_calendar_feed": act(),
    "calendar": to_all(token="no-such-token"),
    # the warehouse
    "warehouse": page("data.manage"),
    "warehouse_now": page("data.manage"),
    "refresh_warehouse": act("data.manage"),
    "quality": page("data.manage"),
    "measure_quality": act("data.manage"),
    "exports": page("data.manage"),
    # commerce
    "order": page("orders.view", about="orders"),
    "add_line": act("orders.change", about="orders"),
    "line": Route(("orders.change",), about="orders", fill={"position": 1}, may_miss=True),
    "remove_line": act("orders.change", about="orders", position=1, may_miss=True),
    "line_back": act("orders.change", about="orders", token="no-such-token", may_miss=True),
    "step": act("orders.change", about="orders", verb="confirm"),
    "payment": page("orders.change", about="orders"),
    "bring_back": page("orders.change", about="orders"),
    "orders_of": page("customers.view", "orders.view", about="customers"),
    "product": page("products.view", about="products"),
    "price_list": page("price_lists.view", about="price_lists"),
    "contract": page("contracts.view", about="contracts"),
    "renew": act("contracts.change", about="contracts"),
    "end": page("contracts.change", about="contracts"),
    "contracts_of": page("customers.view", "contracts.view", about="customers"),
    # targets, forecast, performance, territories
    "targets": page("targets.view"),
    "target_grid": page("targets.view"),
    "set_targets": act("sales.manage", "targets.view"),
    "carry_targets": act("sales.manage", "targets.view"),
    "forecast": page("opportunities.view"),
    "forecast_tried": page("opportunities.view"),
    "forecast_receipt": Route(("opportunities.view",), may_miss=True),
    "performance": page("opportunities.view"),
    "territories": page("territories.view"),
    "new_territory": page("sales.manage"),
    "territory": Route(("territories.view",), fill=NOBODYS, may_miss=True),
    "assign_territory": act("sales.manage", "customers.change", may_miss=True, **NOBODYS),
    "move_territory": act("sales.manage", "territories.view", may_miss=True, **NOBODYS),
    "remove_territory": act("sales.manage", "territories.view", may_miss=True, **NOBODYS),
    # data in, data out
    "data": Route(either=("data.import", "data.manage", "customers.merge")),
    "imports": Route(either=IMPORTS),
    "upload": act("data.import"),
    "import_template": page("data.import", shape="customers", form="csv"),
    **{
        name: Route(("data.import",), how=how, fill=NOBODYS, may_miss=True)
        for name, how in (
            ("import_look", "get"),
            ("import_columns", "get"),
            ("import_matching", "get"),
            ("import_check", "get"),
            ("import_take_as", "post"),
            ("import_run", "post"),
            ("discard_upload", "post"),
        )
    },
    **{
        name: Route(either=IMPORTS, how=how, fill={**NOBODYS, **more}, may_miss=True)
        for name, how, more in (
            ("import", "get", {}),
            ("import_pause", "post", {}),
            ("import_resume", "post", {}),
            ("import_undo", "post", {}),
            ("import_records", "get", {"verb": "created"}),
            ("import_rejects", "get", {"form": "csv"}),
        )
    },
    "connections": page("data.manage"),
    "new_connection": page("data.manage", sort="sql"),
    "connection": Route(("data.manage",), fill=NOBODYS, may_miss=True),
    "connection_where": Route(("data.manage",), fill=NOBODYS, may_miss=True),
    "connection_columns": Route(("data.manage",), fill=NOBODYS, may_miss=True),
    "connection_schedule": Route(("data.manage",), fill=NOBODYS, may_miss=True),
    "test_connection": act("data.manage", may_miss=True, **NOBODYS),
    "pull_connection": act("data.manage", may_miss=True, **NOBODYS),
    "switch_connection": act("data.manage", may_miss=True, **NOBODYS),
    "trust_connection": act("data.manage", may_miss=True, **NOBODYS),
    "remove_connection": act("data.manage", may_miss=True, **NOBODYS),
    # opportunities
    "opportunities": page("opportunities.view"),
    "won_and_lost": page("opportunities.view"),
    "won_and_lost_receipt": page("opportunities.view", word="win_rate"),
    "opportunity": page("opportunities.view", about="opportunities"),
    "opportunity_chance": page("opportunities.view", about="opportunities"),
    "move_opportunity": act(
        "opportunities.change", about="opportunities", may_miss=True, stage=NOBODY
    ),
    "enter_stage": Route(
        ("opportunities.change",), about="opportunities", fill={"stage": NOBODY}, may_miss=True
    ),
    "win_opportunity": act("opportunities.change", about="opportunities"),
    "lose_opportunity": page("opportunities.change", about="opportunities"),
    "reopen_opportunity": act("opportunities.change", about="opportunities"),
    "add_product": act("opportunities.change", about="opportunities"),
    "product_line": Route(
        ("opportunities.change",), about="opportunities", fill={"position": 1}, may_miss=True
    ),
    "remove_product": act("opportunities.change", about="opportunities", may_miss=True, position=1),
    "put_stakeholder": act("opportunities.change", about="opportunities"),
    "remove_stakeholder": act(
        "opportunities.change", about="opportunities", may_miss=True, number=1
    ),
    "opportunities_of": page("customers.view", about="customers"),
    "pipelines": page("sales.manage"),
    "pipeline": Route(("sales.manage",), fill=NOBODYS, may_miss=True),
    "usual_pipeline": act("sales.manage", may_miss=True, **NOBODYS),
    "remove_pipeline": act("sales.manage", may_miss=True, **NOBODYS),
    "add_sales_stage": act("sales.manage", may_miss=True, **NOBODYS),
    "sales_stage": Route(("sales.manage",), fill=NOBODYS, may_miss=True),
    "move_sales_stage": act("sales.manage", may_miss=True, where="up", **NOBODYS),
    "remove_sales_stage": act("sales.manage", may_miss=True, **NOBODYS),
    # leads
    "sales": Route(either=SALES),
    "leads": page("leads.view"),
    "lead": page("leads.view", about="leads"),
    **{
        name: act("leads.change", about="leads")
        for name in ("accept_lead", "give_back_lead", "take_up_lead", "take_back_lead")
    },
    "note_lead": act("leads.change", about="leads", told={"sort": "call"}),
    "give_up_lead": page("leads.change", about="leads"),
    "hand_lead": page("leads.change", about="leads"),
    "convert_lead": page("leads.change", "customers.create", about="leads"),
    "claim_lead": act("leads.change", may_miss=True, **NOBODYS),
    "lead_card": page("leads.create"),
    "lead_figures": page("leads.view"),
    "lead_pools": page("leads.view"),
    "new_lead_pool": page("sales.manage"),
    "lead_pool": Route(("leads.view",), fill=NOBODYS, may_miss=True),
    "edit_lead_pool": Route(("sales.manage",), fill=NOBODYS, may_miss=True),
    "lead_rules": page("sales.manage"),
    "new_lead_rule": page("sales.manage"),
    "edit_lead_rule": Route(("sales.manage",), fill=NOBODYS, may_miss=True),
    "move_lead_rule": act("sales.manage", may_miss=True, **NOBODYS),
    "remove_lead_rule": act("sales.manage", may_miss=True, **NOBODYS),
    "lead_taker": page("sales.manage", about="people"),
    "lead_scoring": page("sales.manage"),
    "begin_lead_scoring": act("sales.manage"),
    "learn_leads": act("sales.manage"),
    "remove_score_rule": act("sales.manage", may_miss=True, **NOBODYS),
    "web_form": to_all(public_id=NOBODY),
    "web_form_thanks": to_all(public_id=NOBODY),
    "lead_forms": page("sales.manage"),
    "new_lead_form": page("sales.manage"),
    "lead_form": Route(("sales.manage",), fill=NOBODYS, may_miss=True),
    # quotes, and how orders go through
    "quotes": page("quotes.view"),
    "quote_policy": page("sales.manage"),
    "order_handling": page("orders.view", "quotes.view"),
    "judge_order": page("orders.change", about="orders"),
    "quote": page("quotes.view", about="quotes"),
    "quote_pdf": page("quotes.view", about="quotes"),
    "quotes_of": page("customers.view", about="customers"),
    "quotes_for": page("opportunities.view", "quotes.view", about="opportunities"),
    **{
        name: page("quotes.change", about="quotes")
        for name in ("send_quote", "ask_approval", "quote_accepted", "quote_declined")
    },
    "decide_approval": page("quotes.view", "quotes.approve", about="quotes"),
    **{
        name: act("quotes.change", about="quotes")
        for name in (
            "add_quote_line",
            "quote_discount",
            "renew_quote_link",
            "revise_quote",
            "withdraw_quote",
        )
    },
    "quote_line": Route(("quotes.change",), about="quotes", fill={"position": 1}, may_miss=True),
    "remove_quote_line": act("quotes.change", about="quotes", may_miss=True, position=1),
    "quote_line_back": act("quotes.change", about="quotes", may_miss=True, token="none"),
    "offered": to_all(token="no-such-offer"),
    "offered_pdf": to_all(token="no-such-offer"),
    **{
        name: to_all("post", token="no-such-offer")
        for name in ("accept_offer", "decline_offer", "ask_about_offer")
    },
    # what a manager must see
    "management": page("value.see"),
    "management_receipt": Route(("value.see",), fill={"word": "va05"}, may_miss=True),
    "management_chart": Route(("value.see",), fill={"word": "whale"}, may_miss=True),
    # figures by whatever one likes
    "pivot": page(*PARTED),
    "pivot_receipt": Route(PARTED, may_miss=True),
    "pivot_records": Route(PARTED, may_miss=True),
    "pivot_records_file": act(*PARTED, "orders.export", may_miss=True),
    "pivot_chart": page(*PARTED),
    "pivot_values": Route(PARTED, fill={"word": "channel"}, may_miss=True),
    "pivot_file": act(*PARTED, "orders.export", may_miss=True),
    "pivot_keeping": Route(PARTED, may_miss=True),
    "keep_pivot": act(*PARTED, may_miss=True),
    "saved_pivot": Route(PARTED, fill=NOBODYS, may_miss=True),
    "forget_pivot": act(may_miss=True, **NOBODYS),
    "pivot_mailing": Route(PARTED, fill=NOBODYS, may_miss=True),
    "mail_pivot": act(*PARTED, may_miss=True, **NOBODYS),
    "measures": page("value.manage"),
    "make_measure": act("value.manage", told={"check": "1", "formula": "revenue / orders"}),
    "take_out_measure": act("value.manage", word="no-such-measure", may_miss=True),
    # visits
    "visits": page("visits.view"),
    "round": page("visits.view", "customers.view"),
    "arrange_round": act("visits.change"),
    "plan_visit": act("visits.create", "customers.view", told={"customer": NOBODY}, may_miss=True),
    "visit": page("visits.view", about="visits"),
    "log_visit": act("visits.change", "activities.create", about="visits"),
    **{
        name: act("visits.change", about="visits")
        for name in ("move_visit", "drop_visit", "earlier_visit")
    },
    # the API: its one door lets in keys, not sessions; tests/crm/api/rest looks behind it
    "openapi": to_all(),
    "rest": to_all(rest="customers"),
    "rest_docs": page("api.use"),
    "rest_docs_of": page("api.use", word="customers"),
    # webhooks and the tools of assistants
    "mcp": to_all("post"),
    "webhooks": page("api.use"),
    "new_webhook": page("api.use"),
    "webhook": Route(("api.use",), fill=NOBODYS, may_miss=True),
    "edit_webhook": Route(("api.use",), fill=NOBODYS, may_miss=True),
    "test_webhook": act("api.use", may_miss=True, **NOBODYS),
    "renew_secret": act("api.use", may_miss=True, **NOBODYS),
    "stop_webhook": act("api.use", may_miss=True, **NOBODYS),
    "start_webhook": act("api.use", may_miss=True, **NOBODYS),
    "remove_webhook": act("api.use", may_miss=True, **NOBODYS),
    "send_all_again": act("api.use", may_miss=True, **NOBODYS),
    "delivery": Route(("api.use",), fill={**NOBODYS, "delivery_id": NOBODY}, may_miss=True),
    "send_again": act("api.use", may_miss=True, **NOBODYS, delivery_id=NOBODY),
}

CLOSED = {
    "account_signup",
    "account_email",
    "socialaccount_connections",
    "socialaccount_signup",
}
"""What allauth offers and nobody here may do: 404 for everybody."""

OF_ALLAUTH_OPEN = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_confirm_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "openid_connect_login",
    "openid_connect_callback",
    "saml_acs",
    "saml_finish_acs",
    "saml_sls",
    "saml_metadata",
    "saml_login",
    None,  # old addresses that lead on to those that are closed
}
"""allauth's pages that people need before they have logged in."""

OF_ALLAUTH_OWN = {
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "usersessions_list",
}
"""allauth's pages about one's own account."""
