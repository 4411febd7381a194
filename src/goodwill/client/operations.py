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
    Approvals,
    ApprovalToAsk,
    ApprovalToDecide,
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
    LeadConverted,
    LeadGivenUp,
    LeadNew,
    LeadNote,
    LeadPools,
    LeadsInPool,
    LeadToConvert,
    LeadToHand,
    LogNew,
    MayContact,
    Me,
    MembersChanged,
    MembersChosen,
    MergeNew,
    Notices,
    Opportunity,
    OpportunityChange,
    OpportunityLineChange,
    OpportunityLineNew,
    OpportunityLines,
    OpportunityLost,
    OpportunityMove,
    OpportunityNew,
    OpportunitySteps,
    Order,
    OrderChange,
    OrderLineChange,
    OrderLineNew,
    OrderLines,
    OrderNew,
    OrderOfQuote,
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
    QuoteAccepted,
    QuoteAnswers,
    QuoteChange,
    QuoteDeclined,
    QuoteLineChange,
    QuoteLineNew,
    QuoteLines,
    QuoteNew,
    QuoteSent,
    QuoteToSend,
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
    Snapshot,
    Stage,
    StageChange,
    StageNew,
    StaticSegment,
    SuggestionLetBe,
    SuggestionMade,
    Suggestions,
    SuggestionTaken,
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

    def snapshot_segment(self, id: str, body: Snapshot) -> Segment:
        """A static segment of those who are in a segment now."""
        return cast(Segment, self._talk.ask(Call("POST", place("/segments/{id}/snapshot", id=id), body=body)))

    def create_static_segment(self, body: StaticSegment) -> Segment:
        """Make a static segment of customers."""
        return cast(Segment, self._talk.ask(Call("POST", "/segments/static", body=body)))

    def add_segment_members(self, id: str, body: MembersChosen) -> MembersChanged:
        """Put customers into a static segment."""
        return cast(MembersChanged, self._talk.ask(Call("POST", place("/segments/{id}/members/add", id=id), body=body)))

    def remove_segment_members(self, id: str, body: MembersChosen) -> MembersChanged:
        """Take customers out of a static segment."""
        return cast(MembersChanged, self._talk.ask(Call("POST", place("/segments/{id}/members/remove", id=id), body=body)))

    def list_suggestions(self, id: str) -> Suggestions:
        """What to do next with a customer."""
        return cast(Suggestions, self._talk.ask(Call("GET", place("/customers/{id}/suggestions", id=id))))

    def accept_suggestion(self, id: str, body: SuggestionTaken) -> SuggestionMade:
        """Take a suggestion up."""
        return cast(SuggestionMade, self._talk.ask(Call("POST", place("/customers/{id}/suggestions/accept", id=id), body=body)))

    def dismiss_suggestion(self, id: str, body: SuggestionLetBe) -> None:
        """Let a suggestion be, and say why."""
        self._talk.ask(Call("POST", place("/customers/{id}/suggestions/dismiss", id=id), body=body))

    def accept_lead(self, id: str) -> Lead:
        """Look after a lead from now on."""
        return cast(Lead, self._talk.ask(Call("POST", place("/leads/{id}/accept", id=id))))

    def take_up_lead(self, id: str) -> Lead:
        """Open a lead again that was given up."""
        return cast(Lead, self._talk.ask(Call("POST", place("/leads/{id}/take-up", id=id))))

    def take_back_lead(self, id: str) -> Lead:
        """Make it a lead again: what was made of it goes to the bin."""
        return cast(Lead, self._talk.ask(Call("POST", place("/leads/{id}/take-back", id=id))))

    def claim_lead(self, id: str) -> Lead:
        """Take a lead out of its pool."""
        return cast(Lead, self._talk.ask(Call("POST", place("/leads/{id}/claim", id=id))))

    def give_back_lead(self, id: str) -> None:
        """Give a lead back that one cannot look after."""
        self._talk.ask(Call("POST", place("/leads/{id}/give-back", id=id)))

    def hand_lead(self, id: str, body: LeadToHand) -> None:
        """Give a lead to a colleague or into a pool."""
        self._talk.ask(Call("POST", place("/leads/{id}/hand", id=id), body=body))

    def give_up_lead(self, id: str, body: LeadGivenUp) -> Lead:
        """Say why nothing comes of a lead."""
        return cast(Lead, self._talk.ask(Call("POST", place("/leads/{id}/give-up", id=id), body=body)))

    def note_lead(self, id: str, body: LeadNote) -> Lead:
        """Keep what happened with a lead."""
        return cast(Lead, self._talk.ask(Call("POST", place("/leads/{id}/note", id=id), body=body)))

    def convert_lead(self, id: str, body: LeadToConvert) -> LeadConverted:
        """Make a lead a customer."""
        return cast(LeadConverted, self._talk.ask(Call("POST", place("/leads/{id}/convert", id=id), body=body)))

    def list_lead_pools(self) -> LeadPools:
        """List the shared pools one takes leads from."""
        return cast(LeadPools, self._talk.ask(Call("GET", "/lead-pools")))

    def list_leads_in_pool(self, id: str) -> LeadsInPool:
        """What lies in a shared pool."""
        return cast(LeadsInPool, self._talk.ask(Call("GET", place("/lead-pools/{id}/leads", id=id))))

    def move_opportunity(self, id: str, body: OpportunityMove) -> Opportunity:
        """Put an opportunity into another stage."""
        return cast(Opportunity, self._talk.ask(Call("POST", place("/opportunities/{id}/move", id=id), body=body)))

    def win_opportunity(self, id: str) -> Opportunity:
        """An opportunity was sold."""
        return cast(Opportunity, self._talk.ask(Call("POST", place("/opportunities/{id}/win", id=id))))

    def lose_opportunity(self, id: str, body: OpportunityLost) -> Opportunity:
        """An opportunity will not be sold, and why."""
        return cast(Opportunity, self._talk.ask(Call("POST", place("/opportunities/{id}/lose", id=id), body=body)))

    def reopen_opportunity(self, id: str) -> Opportunity:
        """Open an opportunity again that was closed."""
        return cast(Opportunity, self._talk.ask(Call("POST", place("/opportunities/{id}/reopen", id=id))))

    def list_opportunity_steps(self, id: str) -> OpportunitySteps:
        """The way of an opportunity through its stages."""
        return cast(OpportunitySteps, self._talk.ask(Call("GET", place("/opportunities/{id}/steps", id=id))))

    def list_opportunity_lines(self, id: str) -> OpportunityLines:
        """The products of an opportunity."""
        return cast(OpportunityLines, self._talk.ask(Call("GET", place("/opportunities/{id}/lines", id=id))))

    def add_opportunity_line(self, id: str, body: OpportunityLineNew) -> OpportunityLines:
        """Add a product to an opportunity."""
        return cast(OpportunityLines, self._talk.ask(Call("POST", place("/opportunities/{id}/lines", id=id), body=body)))

    def change_opportunity_line(self, id: str, position: str, body: OpportunityLineChange) -> OpportunityLines:
        """Change a product of an opportunity."""
        return cast(OpportunityLines, self._talk.ask(Call("PATCH", place("/opportunities/{id}/lines/{position}", id=id, position=position), body=body)))

    def remove_opportunity_line(self, id: str, position: str) -> OpportunityLines:
        """Take a product out of an opportunity."""
        return cast(OpportunityLines, self._talk.ask(Call("DELETE", place("/opportunities/{id}/lines/{position}", id=id, position=position))))

    def list_quote_lines(self, id: str) -> QuoteLines:
        """The lines of a quote."""
        return cast(QuoteLines, self._talk.ask(Call("GET", place("/quotes/{id}/lines", id=id))))

    def add_quote_line(self, id: str, body: QuoteLineNew) -> QuoteLines:
        """Add a line to a quote."""
        return cast(QuoteLines, self._talk.ask(Call("POST", place("/quotes/{id}/lines", id=id), body=body)))

    def change_quote_line(self, id: str, position: str, body: QuoteLineChange) -> QuoteLines:
        """Change a line of a quote."""
        return cast(QuoteLines, self._talk.ask(Call("PATCH", place("/quotes/{id}/lines/{position}", id=id, position=position), body=body)))

    def remove_quote_line(self, id: str, position: str) -> QuoteLines:
        """Take a line out of a quote."""
        return cast(QuoteLines, self._talk.ask(Call("DELETE", place("/quotes/{id}/lines/{position}", id=id, position=position))))

    def print_quote(self, id: str) -> bytes:
        """A quote on paper."""
        return self._talk.fetch(Call("GET", place("/quotes/{id}/pdf", id=id)))

    def send_quote(self, id: str, body: QuoteToSend) -> QuoteSent:
        """Let a quote leave the house."""
        return cast(QuoteSent, self._talk.ask(Call("POST", place("/quotes/{id}/send", id=id), body=body)))

    def renew_quote_link(self, id: str) -> QuoteSent:
        """A new link to a quote."""
        return cast(QuoteSent, self._talk.ask(Call("POST", place("/quotes/{id}/renew-link", id=id))))

    def ask_quote_approval(self, id: str, body: ApprovalToAsk) -> Quote:
        """Ask for leave to give a discount."""
        return cast(Quote, self._talk.ask(Call("POST", place("/quotes/{id}/ask-approval", id=id), body=body)))

    def list_quote_approvals(self, id: str) -> Approvals:
        """Who asked for which discount, and what was decided."""
        return cast(Approvals, self._talk.ask(Call("GET", place("/quotes/{id}/approvals", id=id))))

    def approve_quote(self, id: str, body: ApprovalToDecide) -> Quote:
        """Grant the discount of a quote."""
        return cast(Quote, self._talk.ask(Call("POST", place("/quotes/{id}/approve", id=id), body=body)))

    def refuse_quote(self, id: str, body: ApprovalToDecide) -> Quote:
        """Refuse the discount of a quote."""
        return cast(Quote, self._talk.ask(Call("POST", place("/quotes/{id}/refuse", id=id), body=body)))

    def accept_quote(self, id: str, body: QuoteAccepted) -> OrderOfQuote:
        """The customer accepted a quote by another way than the link."""
        return cast(OrderOfQuote, self._talk.ask(Call("POST", place("/quotes/{id}/accept", id=id), body=body)))

    def decline_quote(self, id: str, body: QuoteDeclined) -> Quote:
        """The customer declined a quote by another way than the link."""
        return cast(Quote, self._talk.ask(Call("POST", place("/quotes/{id}/decline", id=id), body=body)))

    def list_quote_answers(self, id: str) -> QuoteAnswers:
        """What the customer answered to a quote."""
        return cast(QuoteAnswers, self._talk.ask(Call("GET", place("/quotes/{id}/answers", id=id))))

    def revise_quote(self, id: str) -> Quote:
        """A new revision takes the place of a quote."""
        return cast(Quote, self._talk.ask(Call("POST", place("/quotes/{id}/revise", id=id))))

    def withdraw_quote(self, id: str) -> Quote:
        """Take a quote back before it is accepted."""
        return cast(Quote, self._talk.ask(Call("POST", place("/quotes/{id}/withdraw", id=id))))

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
