"""What the API can do: the kinds of records, and what only some can.

Written by `tools/client.py`: change the API, then run it.
"""

# fmt: off
# ruff: noqa: E501
from __future__ import annotations

from typing import Literal, cast

from goodwill.client.records import Records
from goodwill.client.shapes import (
    AccountPlan,
    AccountPlanChange,
    AccountPlanNew,
    Activity,
    ActivityAssign,
    ActivityChange,
    ActivityFollowUp,
    ActivityNew,
    ActivityPostpone,
    ActivityRewrite,
    AllFound,
    AllTakenBack,
    AttachmentGiven,
    CareAction,
    CareActionChange,
    CareActionNew,
    Conditions,
    ConditionsGiven,
    ConsentGiven,
    ConsentNew,
    Consents,
    ContactPoint,
    ContactPointChange,
    ContactPointInvalid,
    ContactPointNew,
    Contract,
    ContractChange,
    ContractEnd,
    ContractNew,
    CountGiven,
    CourseGiven,
    Customer,
    CustomerChange,
    CustomerMerged,
    CustomerNew,
    CustomerPage,
    Erasure,
    ErasureNew,
    Kinds,
    Lead,
    LeadChange,
    LeadNew,
    LogNew,
    MayContact,
    Me,
    MergeNew,
    Notices,
    Opportunity,
    OpportunityChange,
    OpportunityNew,
    Order,
    OrderChange,
    OrderLineChange,
    OrderLineNew,
    OrderLines,
    OrderNew,
    PaymentNew,
    People,
    PersonNew,
    Pipeline,
    PipelineChange,
    PipelineNew,
    PlannedEntries,
    Price,
    PriceChange,
    PriceList,
    PriceListChange,
    PriceListNew,
    PriceNew,
    PriceToSet,
    Product,
    ProductChange,
    ProductFamily,
    ProductFamilyChange,
    ProductFamilyMerged,
    ProductFamilyNew,
    ProductMerged,
    ProductNew,
    Quote,
    QuoteChange,
    QuoteNew,
    Relation,
    RelationChange,
    RelationEnd,
    RelationNew,
    ReturnNew,
    Segment,
    SegmentChange,
    SegmentNew,
    ShareNew,
    Shares,
    Stage,
    StageChange,
    StageNew,
    Target,
    TargetChange,
    TargetNew,
    Teams,
    Territory,
    TerritoryChange,
    TerritoryNew,
    Timeline,
    Unmerged,
    Visit,
    VisitChange,
    VisitNew,
)
from goodwill.client.talking import Call, Talk, place


class Operations:
    """Everything that can be asked for, by the names of the API's description."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self.leads: Records[Lead, LeadNew, LeadChange] = Records(talk, "leads")
        self.opportunities: Records[Opportunity, OpportunityNew, OpportunityChange] = Records(talk, "opportunities")
        self.pipelines: Records[Pipeline, PipelineNew, PipelineChange] = Records(talk, "pipelines")
        self.stages: Records[Stage, StageNew, StageChange] = Records(talk, "stages")
        self.targets: Records[Target, TargetNew, TargetChange] = Records(talk, "targets")
        self.territories: Records[Territory, TerritoryNew, TerritoryChange] = Records(talk, "territories")
        self.quotes: Records[Quote, QuoteNew, QuoteChange] = Records(talk, "quotes")
        self.visits: Records[Visit, VisitNew, VisitChange] = Records(talk, "visits")
        self.account_plans: Records[AccountPlan, AccountPlanNew, AccountPlanChange] = Records(talk, "account_plans")
        self.care_actions: Records[CareAction, CareActionNew, CareActionChange] = Records(talk, "care_actions")
        self.segments: Records[Segment, SegmentNew, SegmentChange] = Records(talk, "segments")
        self.products: Records[Product, ProductNew, ProductChange] = Records(talk, "products")
        self.product_families: Records[ProductFamily, ProductFamilyNew, ProductFamilyChange] = Records(talk, "product_families")
        self.price_lists: Records[PriceList, PriceListNew, PriceListChange] = Records(talk, "price_lists")
        self.prices: Records[Price, PriceNew, PriceChange] = Records(talk, "prices")
        self.orders: Records[Order, OrderNew, OrderChange] = Records(talk, "orders")
        self.contracts: Records[Contract, ContractNew, ContractChange] = Records(talk, "contracts")
        self.customers: Records[Customer, CustomerNew, CustomerChange] = Records(talk, "customers")
        self.contact_points: Records[ContactPoint, ContactPointNew, ContactPointChange] = Records(talk, "contact_points")
        self.relations: Records[Relation, RelationNew, RelationChange] = Records(talk, "relations")
        self.activities: Records[Activity, ActivityNew, ActivityChange] = Records(talk, "activities")

    def read_me(self) -> Me:
        """Who the key acts for."""
        return cast(Me, self._talk.ask(Call("GET", "/me")))

    def list_people(self) -> People:
        """Who works here."""
        return cast(People, self._talk.ask(Call("GET", "/people")))

    def list_teams(self) -> Teams:
        """The teams."""
        return cast(Teams, self._talk.ask(Call("GET", "/teams")))

    def list_kinds(self) -> Kinds:
        """What kinds of records there are."""
        return cast(Kinds, self._talk.ask(Call("GET", "/kinds")))

    def find(self, *, q: str | None = None, limit: int | None = None) -> AllFound:
        """Find records of any kind."""
        return cast(AllFound, self._talk.ask(Call("GET", "/find", query={"q": q, "limit": limit})))

    def list_shares_of_customers(self, id: str) -> Shares:
        """With whom one is shared: customer."""
        return cast(Shares, self._talk.ask(Call("GET", place("/customers/{id}/shares", id=id))))

    def share_customers(self, id: str, body: ShareNew) -> Shares:
        """Share one: customer."""
        return cast(Shares, self._talk.ask(Call("POST", place("/customers/{id}/shares", id=id), body=body)))

    def unshare_customers(self, id: str, *, person: str | None = None, team: str | None = None) -> Shares:
        """Share one no longer: customer."""
        return cast(Shares, self._talk.ask(Call("DELETE", place("/customers/{id}/shares", id=id), query={"person": person, "team": team})))

    def merge_customers(self, id: str, body: MergeNew) -> CustomerMerged:
        """Make one of several: customers."""
        return cast(CustomerMerged, self._talk.ask(Call("POST", place("/customers/{id}/merge", id=id), body=body)))

    def merge_products(self, id: str, body: MergeNew) -> ProductMerged:
        """Make one of several: products."""
        return cast(ProductMerged, self._talk.ask(Call("POST", place("/products/{id}/merge", id=id), body=body)))

    def merge_product_families(self, id: str, body: MergeNew) -> ProductFamilyMerged:
        """Make one of several: product families."""
        return cast(ProductFamilyMerged, self._talk.ask(Call("POST", place("/product_families/{id}/merge", id=id), body=body)))

    def read_timeline(self, id: str, *, sort: str | None = None, q: str | None = None, after: str | None = None) -> Timeline:
        """What happened with a customer."""
        return cast(Timeline, self._talk.ask(Call("GET", place("/customers/{id}/timeline", id=id), query={"sort": sort, "q": q, "after": after})))

    def read_planned(self, id: str) -> PlannedEntries:
        """What is to be done with a customer."""
        return cast(PlannedEntries, self._talk.ask(Call("GET", place("/customers/{id}/planned", id=id))))

    def log(self, id: str, body: LogNew) -> Activity:
        """LogNew what happened with a customer."""
        return cast(Activity, self._talk.ask(Call("POST", place("/customers/{id}/log", id=id), body=body)))

    def start_timer(self, id: str) -> None:
        """Start the clock for a customer."""
        self._talk.ask(Call("POST", place("/customers/{id}/timer/start", id=id)))

    def stop_timer(self) -> None:
        """Stop the clock."""
        self._talk.ask(Call("POST", "/timer/stop"))

    def finish_activity(self, id: str) -> Activity:
        """The task is done."""
        return cast(Activity, self._talk.ask(Call("POST", place("/activities/{id}/finish", id=id))))

    def reopen_activity(self, id: str) -> Activity:
        """The task is to be done after all."""
        return cast(Activity, self._talk.ask(Call("POST", place("/activities/{id}/reopen", id=id))))

    def postpone_activity(self, id: str, body: ActivityPostpone) -> Activity:
        """The task is due later."""
        return cast(Activity, self._talk.ask(Call("POST", place("/activities/{id}/postpone", id=id), body=body)))

    def assign_activity(self, id: str, body: ActivityAssign) -> Activity:
        """Somebody else does the task."""
        return cast(Activity, self._talk.ask(Call("POST", place("/activities/{id}/assign", id=id), body=body)))

    def follow_up_activity(self, id: str, body: ActivityFollowUp) -> Activity:
        """Come back to it."""
        return cast(Activity, self._talk.ask(Call("POST", place("/activities/{id}/follow-up", id=id), body=body)))

    def rewrite_activity(self, id: str, body: ActivityRewrite) -> Activity:
        """Write an entry anew."""
        return cast(Activity, self._talk.ask(Call("POST", place("/activities/{id}/rewrite", id=id), body=body)))

    def list_consents(self, id: str) -> Consents:
        """What a customer said about being contacted."""
        return cast(Consents, self._talk.ask(Call("GET", place("/customers/{id}/consents", id=id))))

    def state_consent(self, id: str, body: ConsentNew) -> ConsentGiven:
        """Record what a customer says about being contacted."""
        return cast(ConsentGiven, self._talk.ask(Call("POST", place("/customers/{id}/consents", id=id), body=body)))

    def may_contact(self, id: str, *, topic: Literal["service", "personal", "offers", "news", "events", "surveys", "greetings"], channel: Literal["phone", "email", "sms", "wechat", "whatsapp", "post", "visit"], on: str | None = None) -> MayContact:
        """Whether a customer may be contacted."""
        return cast(MayContact, self._talk.ask(Call("GET", place("/customers/{id}/may-contact", id=id), query={"topic": topic, "channel": channel, "on": on})))

    def preview_erasure(self, id: str) -> Erasure:
        """What erasing a person would take away."""
        return cast(Erasure, self._talk.ask(Call("GET", place("/customers/{id}/erasure", id=id))))

    def erase_customer(self, id: str, body: ErasureNew) -> None:
        """Forget a person for good."""
        self._talk.ask(Call("POST", place("/customers/{id}/erase", id=id), body=body))

    def disclose_customer(self, id: str) -> bytes:
        """All that is known about a customer."""
        return self._talk.fetch(Call("POST", place("/customers/{id}/disclose", id=id)))

    def prefer_contact_point(self, id: str) -> ContactPoint:
        """Make it the first of its sort."""
        return cast(ContactPoint, self._talk.ask(Call("POST", place("/contact_points/{id}/prefer", id=id))))

    def verify_contact_point(self, id: str) -> ContactPoint:
        """Somebody was reached by it."""
        return cast(ContactPoint, self._talk.ask(Call("POST", place("/contact_points/{id}/verify", id=id))))

    def invalidate_contact_point(self, id: str, body: ContactPointInvalid) -> ContactPoint:
        """Nobody is reached by it any more."""
        return cast(ContactPoint, self._talk.ask(Call("POST", place("/contact_points/{id}/invalidate", id=id), body=body)))

    def prefer_relation(self, id: str) -> Relation:
        """Turn to this person first."""
        return cast(Relation, self._talk.ask(Call("POST", place("/relations/{id}/prefer", id=id))))

    def resume_relation(self, id: str) -> Relation:
        """The relation holds on after all."""
        return cast(Relation, self._talk.ask(Call("POST", place("/relations/{id}/resume", id=id))))

    def end_relation(self, id: str, body: RelationEnd) -> Relation:
        """The relation held until a day."""
        return cast(Relation, self._talk.ask(Call("POST", place("/relations/{id}/end", id=id), body=body)))

    def relate_new_person(self, id: str, body: PersonNew) -> Relation:
        """Relate somebody new to a customer."""
        return cast(Relation, self._talk.ask(Call("POST", place("/customers/{id}/people", id=id), body=body)))

    def list_order_lines(self, id: str) -> OrderLines:
        """The lines of an order."""
        return cast(OrderLines, self._talk.ask(Call("GET", place("/orders/{id}/lines", id=id))))

    def add_order_line(self, id: str, body: OrderLineNew) -> OrderLines:
        """Add a line to a draft."""
        return cast(OrderLines, self._talk.ask(Call("POST", place("/orders/{id}/lines", id=id), body=body)))

    def change_order_line(self, id: str, position: str, body: OrderLineChange) -> OrderLines:
        """Change a line of a draft."""
        return cast(OrderLines, self._talk.ask(Call("PATCH", place("/orders/{id}/lines/{position}", id=id, position=position), body=body)))

    def remove_order_line(self, id: str, position: str) -> OrderLines:
        """Take a line out of a draft."""
        return cast(OrderLines, self._talk.ask(Call("DELETE", place("/orders/{id}/lines/{position}", id=id, position=position))))

    def pay_order(self, id: str, body: PaymentNew) -> Order:
        """Note a payment."""
        return cast(Order, self._talk.ask(Call("POST", place("/orders/{id}/pay", id=id), body=body)))

    def take_back_order(self, id: str, body: ReturnNew) -> Order:
        """Take lines of an order back."""
        return cast(Order, self._talk.ask(Call("POST", place("/orders/{id}/take-back", id=id), body=body)))

    def confirm_order(self, id: str) -> Order:
        """Confirm an order."""
        return cast(Order, self._talk.ask(Call("POST", place("/orders/{id}/confirm", id=id))))

    def deliver_order(self, id: str) -> Order:
        """Note that an order was delivered."""
        return cast(Order, self._talk.ask(Call("POST", place("/orders/{id}/deliver", id=id))))

    def cancel_order(self, id: str) -> Order:
        """Cancel an order."""
        return cast(Order, self._talk.ask(Call("POST", place("/orders/{id}/cancel", id=id))))

    def write_off_order(self, id: str) -> Order:
        """Write off what is open of an order."""
        return cast(Order, self._talk.ask(Call("POST", place("/orders/{id}/write-off", id=id))))

    def renew_contract(self, id: str) -> Contract:
        """Let a contract run on."""
        return cast(Contract, self._talk.ask(Call("POST", place("/contracts/{id}/renew", id=id))))

    def end_contract(self, id: str, body: ContractEnd) -> Contract:
        """Cancel a contract."""
        return cast(Contract, self._talk.ask(Call("POST", place("/contracts/{id}/end", id=id), body=body)))

    def set_price(self, id: str, body: PriceToSet) -> Price:
        """Give a product a price in a list."""
        return cast(Price, self._talk.ask(Call("PUT", place("/price_lists/{id}/prices", id=id), body=body)))

    def read_segment_conditions(self, id: str) -> ConditionsGiven:
        """What the members of a segment have in common."""
        return cast(ConditionsGiven, self._talk.ask(Call("GET", place("/segments/{id}/conditions", id=id))))

    def set_segment_conditions(self, id: str, body: Conditions) -> ConditionsGiven:
        """Say what the members of a segment have in common."""
        return cast(ConditionsGiven, self._talk.ask(Call("PUT", place("/segments/{id}/conditions", id=id), body=body)))

    def list_segment_members(self, id: str, *, where: str | None = None, q: str | None = None, sort: str | None = None, view: str | None = None, fields: str | None = None, limit: int | None = None, after: str | None = None, before: str | None = None, count: bool | None = None) -> CustomerPage:
        """List the customers in a segment."""
        return cast(CustomerPage, self._talk.ask(Call("GET", place("/segments/{id}/members", id=id), query={"where": where, "q": q, "sort": sort, "view": view, "fields": fields, "limit": limit, "after": after, "before": before, "count": count})))

    def list_segment_days(self, id: str) -> CourseGiven:
        """How many were in a segment, day by day."""
        return cast(CourseGiven, self._talk.ask(Call("GET", place("/segments/{id}/days", id=id))))

    def count_segment(self, body: Conditions) -> CountGiven:
        """Count customers whom conditions fit."""
        return cast(CountGiven, self._talk.ask(Call("POST", "/segments/count", body=body)))

    def list_notices(self) -> Notices:
        """What the person was told."""
        return cast(Notices, self._talk.ask(Call("GET", "/notices")))

    def see_notices(self) -> None:
        """All notices are seen."""
        self._talk.ask(Call("POST", "/notices/seen"))

    def see_notice(self, id: str) -> None:
        """A notice is seen."""
        self._talk.ask(Call("POST", place("/notices/{id}/seen", id=id)))

    def read_attachment(self, id: str) -> bytes:
        """The file itself."""
        return self._talk.fetch(Call("GET", place("/attachments/{id}", id=id)))

    def remove_attachment(self, id: str) -> None:
        """Remove a file."""
        self._talk.ask(Call("DELETE", place("/attachments/{id}", id=id)))

    def restore_attachment(self, id: str) -> AttachmentGiven:
        """Bring a file back."""
        return cast(AttachmentGiven, self._talk.ask(Call("POST", place("/attachments/{id}/restore", id=id))))

    def undo(self, batch: str) -> AllTakenBack:
        """Take back all of one action."""
        return cast(AllTakenBack, self._talk.ask(Call("POST", place("/undo/{batch}", batch=batch))))

    def unmerge(self, id: str) -> Unmerged:
        """Make several again of what was merged."""
        return cast(Unmerged, self._talk.ask(Call("POST", place("/merges/{id}/undo", id=id))))
