"""What the API can do: the kinds of records, and what only some can.

Written by `tools/client.py`: change the API, then run it.
"""

# fmt: off
# ruff: noqa: E501
from __future__ import annotations

from typing import Literal, cast

from goodwill.client.records import Records
from goodwill.client.shapes import (
    Account,
    AccountPlan,
    AccountPlanChange,
    AccountPlanNew,
    Accounts,
    Activity,
    ActivityAssign,
    ActivityChange,
    ActivityFollowUp,
    ActivityNew,
    ActivityPostpone,
    ActivityRewrite,
    Alike,
    AllFound,
    AllTakenBack,
    Approvals,
    ApprovalToAsk,
    ApprovalToDecide,
    AttachmentGiven,
    BroughtRecords,
    CareAction,
    CareActionChange,
    CareActionNew,
    ColumnsProposed,
    Conditions,
    ConditionsGiven,
    ConnectionColumns,
    ConnectionGiven,
    ConnectionNew,
    ConnectionPlace,
    Connections,
    ConnectionSchedule,
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
    DecisionsTakenBack,
    Deliveries,
    DeliveryRead,
    Devices,
    DuplicateDecided,
    DuplicateGiven,
    Duplicates,
    DuplicateToMerge,
    Erasure,
    ErasureNew,
    HealthGiven,
    ImportFieldsWanted,
    ImportFileGiven,
    ImportFilePlan,
    ImportFiles,
    Imports,
    ImportTargets,
    ImportTried,
    Invited,
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
    LinkToSend,
    LogNew,
    MachineGiven,
    MachineTrusted,
    MayContact,
    Me,
    MembersChanged,
    MembersChosen,
    MergeGiven,
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
    PersonInvited,
    PersonNew,
    PersonToPlace,
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
    PullWanted,
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
    RefusedOfFeed,
    RefusedRows,
    Relation,
    RelationChange,
    RelationEnd,
    RelationNew,
    ReturnNew,
    RoleChange,
    RoleGiven,
    RoleNew,
    Roles,
    Runs,
    SampleGiven,
    Segment,
    SegmentChange,
    SegmentNew,
    SentAgain,
    SessionsEnded,
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
    SureMerged,
    Target,
    TargetChange,
    TargetNew,
    TeamChange,
    TeamNew,
    TeamRead,
    Teams,
    Territory,
    TerritoryChange,
    TerritoryNew,
    Timeline,
    Unmerged,
    Visit,
    VisitChange,
    VisitNew,
    WebhookChange,
    WebhookGiven,
    WebhookMade,
    WebhookNew,
    Webhooks,
    WebhookToStart,
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

    def invite_person(self, body: PersonInvited) -> Invited:
        """Invite somebody."""
        return cast(Invited, self._talk.ask(Call("POST", "/people", body=body)))

    def list_teams(self) -> Teams:
        """The teams."""
        return cast(Teams, self._talk.ask(Call("GET", "/teams")))

    def create_team(self, body: TeamNew) -> TeamRead:
        """A new team."""
        return cast(TeamRead, self._talk.ask(Call("POST", "/teams", body=body)))

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

    def upload_import_file(self, file: tuple[str, bytes]) -> ImportFileGiven:
        """Take a file in, to be brought in as records."""
        return cast(ImportFileGiven, self._talk.ask(Call("POST", "/imports/files", file=file)))

    def list_import_files(self) -> ImportFiles:
        """Files that were not brought in yet."""
        return cast(ImportFiles, self._talk.ask(Call("GET", "/imports/files")))

    def read_import_file(self, id: str) -> ImportFileGiven:
        """One file on its way in."""
        return cast(ImportFileGiven, self._talk.ask(Call("GET", place("/imports/files/{id}", id=id))))

    def plan_import(self, id: str, body: ImportFilePlan) -> ImportFileGiven:
        """Say how a file is read and how its rows become records."""
        return cast(ImportFileGiven, self._talk.ask(Call("PATCH", place("/imports/files/{id}", id=id), body=body)))

    def discard_import_file(self, id: str) -> None:
        """Give up a file that was not brought in."""
        self._talk.ask(Call("DELETE", place("/imports/files/{id}", id=id)))

    def make_import_fields(self, id: str, body: ImportFieldsWanted) -> ImportFileGiven:
        """Make own fields of columns that fit none."""
        return cast(ImportFileGiven, self._talk.ask(Call("POST", place("/imports/files/{id}/fields", id=id), body=body)))

    def try_import(self, id: str) -> ImportTried:
        """What bringing a file in would do."""
        return cast(ImportTried, self._talk.ask(Call("POST", place("/imports/files/{id}/try", id=id))))

    def start_import(self, id: str) -> ImportTried:
        """Bring a file in."""
        return cast(ImportTried, self._talk.ask(Call("POST", place("/imports/files/{id}/start", id=id))))

    def list_import_targets(self, *, kind: str) -> ImportTargets:
        """What the columns of a table may become."""
        return cast(ImportTargets, self._talk.ask(Call("GET", "/imports/targets", query={"kind": kind})))

    def take_import_template(self, *, kind: str, form: Literal["csv", "xlsx"] | None = None) -> bytes:
        """An empty table to fill in."""
        return self._talk.fetch(Call("GET", "/imports/template", query={"kind": kind, "form": form}))

    def list_imports(self, *, after: str | None = None) -> Imports:
        """What was brought in."""
        return cast(Imports, self._talk.ask(Call("GET", "/imports", query={"after": after})))

    def read_import(self, id: str) -> ImportTried:
        """One import: how far it is, and what came of it."""
        return cast(ImportTried, self._talk.ask(Call("GET", place("/imports/{id}", id=id))))

    def pause_import(self, id: str) -> ImportTried:
        """Stop after the piece at hand."""
        return cast(ImportTried, self._talk.ask(Call("POST", place("/imports/{id}/pause", id=id))))

    def resume_import(self, id: str) -> ImportTried:
        """Go on where it stopped."""
        return cast(ImportTried, self._talk.ask(Call("POST", place("/imports/{id}/resume", id=id))))

    def undo_import(self, id: str) -> ImportTried:
        """Take a whole import back."""
        return cast(ImportTried, self._talk.ask(Call("POST", place("/imports/{id}/undo", id=id))))

    def list_refused_rows(self, id: str, *, after: str | None = None) -> RefusedRows:
        """The rows that were not taken, and why."""
        return cast(RefusedRows, self._talk.ask(Call("GET", place("/imports/{id}/refused", id=id), query={"after": after})))

    def take_refused_rows(self, id: str, *, form: Literal["csv", "xlsx"] | None = None) -> bytes:
        """The rows that were not taken as a file, to be mended and brought in again."""
        return self._talk.fetch(Call("GET", place("/imports/{id}/refused/file", id=id), query={"form": form}))

    def list_imported_records(self, id: str, *, verb: Literal["created", "changed"] | None = None, after: str | None = None) -> BroughtRecords:
        """What an import made or changed."""
        return cast(BroughtRecords, self._talk.ask(Call("GET", place("/imports/{id}/records", id=id), query={"verb": verb, "after": after})))

    def list_connections(self) -> Connections:
        """What feeds us."""
        return cast(Connections, self._talk.ask(Call("GET", "/connections")))

    def create_connection(self, body: ConnectionNew) -> ConnectionGiven:
        """Say where a system is that shall feed us."""
        return cast(ConnectionGiven, self._talk.ask(Call("POST", "/connections", body=body)))

    def read_connection(self, id: str) -> ConnectionGiven:
        """One system that feeds us."""
        return cast(ConnectionGiven, self._talk.ask(Call("GET", place("/connections/{id}", id=id))))

    def remove_connection(self, id: str) -> None:
        """Let go of a system that feeds us."""
        self._talk.ask(Call("DELETE", place("/connections/{id}", id=id)))

    def place_connection(self, id: str, body: ConnectionPlace) -> ConnectionGiven:
        """Say otherwise where a system is, or what opens it."""
        return cast(ConnectionGiven, self._talk.ask(Call("PATCH", place("/connections/{id}", id=id), body=body)))

    def read_connection_health(self, id: str) -> HealthGiven:
        """How a feed has been."""
        return cast(HealthGiven, self._talk.ask(Call("GET", place("/connections/{id}/health", id=id))))

    def list_connection_runs(self, id: str) -> Runs:
        """The latest pulls of a feed."""
        return cast(Runs, self._talk.ask(Call("GET", place("/connections/{id}/runs", id=id))))

    def list_rows_refused_by_connection(self, id: str) -> RefusedOfFeed:
        """The rows of a feed that were not taken, and why."""
        return cast(RefusedOfFeed, self._talk.ask(Call("GET", place("/connections/{id}/refused", id=id))))

    def pull_connection(self, id: str, body: PullWanted) -> ConnectionGiven:
        """Pull now."""
        return cast(ConnectionGiven, self._talk.ask(Call("POST", place("/connections/{id}/pull", id=id), body=body)))

    def pause_connection(self, id: str) -> ConnectionGiven:
        """Pull no longer."""
        return cast(ConnectionGiven, self._talk.ask(Call("POST", place("/connections/{id}/pause", id=id))))

    def resume_connection(self, id: str) -> ConnectionGiven:
        """Pull again on schedule."""
        return cast(ConnectionGiven, self._talk.ask(Call("POST", place("/connections/{id}/resume", id=id))))

    def test_connection(self, id: str) -> SampleGiven:
        """Ask for the first rows, here and now."""
        return cast(SampleGiven, self._talk.ask(Call("POST", place("/connections/{id}/test", id=id))))

    def propose_connection_columns(self, id: str, *, kind: str | None = None) -> ColumnsProposed:
        """What the columns of a system are likely to be."""
        return cast(ColumnsProposed, self._talk.ask(Call("GET", place("/connections/{id}/columns", id=id), query={"kind": kind})))

    def map_connection(self, id: str, body: ConnectionColumns) -> ConnectionGiven:
        """Say what the columns of a system become."""
        return cast(ConnectionGiven, self._talk.ask(Call("PUT", place("/connections/{id}/columns", id=id), body=body)))

    def schedule_connection(self, id: str, body: ConnectionSchedule) -> ConnectionGiven:
        """Say how a system is kept up with."""
        return cast(ConnectionGiven, self._talk.ask(Call("PATCH", place("/connections/{id}/schedule", id=id), body=body)))

    def read_machine(self, id: str) -> MachineGiven:
        """The key that the machine of a system shows."""
        return cast(MachineGiven, self._talk.ask(Call("GET", place("/connections/{id}/machine", id=id))))

    def trust_machine(self, id: str, body: MachineTrusted) -> ConnectionGiven:
        """Trust the machine that shows a key."""
        return cast(ConnectionGiven, self._talk.ask(Call("POST", place("/connections/{id}/machine", id=id), body=body)))

    def list_duplicates(self, *, state: Literal["open", "later"] | None = None, after: str | None = None) -> Duplicates:
        """Customers that may be one."""
        return cast(Duplicates, self._talk.ask(Call("GET", "/duplicates", query={"state": state, "after": after})))

    def read_duplicate(self, id: str) -> DuplicateGiven:
        """One pair, with what speaks for and against it."""
        return cast(DuplicateGiven, self._talk.ask(Call("GET", place("/duplicates/{id}", id=id))))

    def merge_duplicate(self, id: str, body: DuplicateToMerge) -> DuplicateDecided:
        """They are one."""
        return cast(DuplicateDecided, self._talk.ask(Call("POST", place("/duplicates/{id}/merge", id=id), body=body)))

    def different_duplicate(self, id: str) -> DuplicateDecided:
        """They are two."""
        return cast(DuplicateDecided, self._talk.ask(Call("POST", place("/duplicates/{id}/different", id=id))))

    def later_duplicate(self, id: str) -> DuplicateDecided:
        """Look at a pair another time."""
        return cast(DuplicateDecided, self._talk.ask(Call("POST", place("/duplicates/{id}/later", id=id))))

    def merge_sure_duplicates(self) -> SureMerged:
        """Make one of all pairs that are sure."""
        return cast(SureMerged, self._talk.ask(Call("POST", "/duplicates/merge-sure")))

    def undo_duplicates(self, batch: str) -> DecisionsTakenBack:
        """Take back what was decided in one action."""
        return cast(DecisionsTakenBack, self._talk.ask(Call("POST", place("/duplicates/undo/{batch}", batch=batch))))

    def find_similar_customers(self, *, name: str | None = None, sort: Literal["organisation", "person"] | None = None, legal_name: str | None = None, city: str | None = None, country: str | None = None, born_on: str | None = None, phone: str | None = None, email: str | None = None) -> Alike:
        """Who may be meant by what is known of a customer."""
        return cast(Alike, self._talk.ask(Call("GET", "/duplicates/similar", query={"name": name, "sort": sort, "legal_name": legal_name, "city": city, "country": country, "born_on": born_on, "phone": phone, "email": email})))

    def list_duplicates_of_customer(self, id: str) -> Alike:
        """Who else one customer may be."""
        return cast(Alike, self._talk.ask(Call("GET", place("/duplicates/of/{id}", id=id))))

    def list_webhooks(self) -> Webhooks:
        """Who is told of what."""
        return cast(Webhooks, self._talk.ask(Call("GET", "/webhooks")))

    def create_webhook(self, body: WebhookNew) -> WebhookMade:
        """Tell another system what changes."""
        return cast(WebhookMade, self._talk.ask(Call("POST", "/webhooks", body=body)))

    def read_webhook(self, id: str) -> WebhookGiven:
        """One webhook, and how it stands."""
        return cast(WebhookGiven, self._talk.ask(Call("GET", place("/webhooks/{id}", id=id))))

    def change_webhook(self, id: str, body: WebhookChange) -> WebhookGiven:
        """Another address, or other events."""
        return cast(WebhookGiven, self._talk.ask(Call("PATCH", place("/webhooks/{id}", id=id), body=body)))

    def remove_webhook(self, id: str) -> None:
        """Forget a webhook with its log."""
        self._talk.ask(Call("DELETE", place("/webhooks/{id}", id=id)))

    def renew_webhook_secret(self, id: str) -> WebhookMade:
        """A new secret for a webhook."""
        return cast(WebhookMade, self._talk.ask(Call("POST", place("/webhooks/{id}/secret", id=id))))

    def stop_webhook(self, id: str) -> WebhookGiven:
        """Send nothing any more."""
        return cast(WebhookGiven, self._talk.ask(Call("POST", place("/webhooks/{id}/stop", id=id))))

    def start_webhook(self, id: str, body: WebhookToStart) -> WebhookGiven:
        """Send again."""
        return cast(WebhookGiven, self._talk.ask(Call("POST", place("/webhooks/{id}/start", id=id), body=body)))

    def test_webhook(self, id: str) -> DeliveryRead:
        """Send a message that only tries the way."""
        return cast(DeliveryRead, self._talk.ask(Call("POST", place("/webhooks/{id}/test", id=id))))

    def list_deliveries(self, id: str, *, state: Literal["waiting", "delivered", "given_up"] | None = None, after: str | None = None) -> Deliveries:
        """What was sent to a webhook, and what waits."""
        return cast(Deliveries, self._talk.ask(Call("GET", place("/webhooks/{id}/deliveries", id=id), query={"state": state, "after": after})))

    def read_delivery(self, id: str, delivery: str) -> DeliveryRead:
        """One message, and how each try went."""
        return cast(DeliveryRead, self._talk.ask(Call("GET", place("/webhooks/{id}/deliveries/{delivery}", id=id, delivery=delivery))))

    def send_delivery_again(self, id: str, delivery: str) -> SentAgain:
        """Send one message again."""
        return cast(SentAgain, self._talk.ask(Call("POST", place("/webhooks/{id}/deliveries/{delivery}/again", id=id, delivery=delivery))))

    def send_all_again(self, id: str) -> SentAgain:
        """Send again all that was given up."""
        return cast(SentAgain, self._talk.ask(Call("POST", place("/webhooks/{id}/again", id=id))))

    def list_accounts(self, *, state: Literal["active", "waiting", "inactive"] | None = None, q: str | None = None) -> Accounts:
        """Who works here, and how."""
        return cast(Accounts, self._talk.ask(Call("GET", "/people/accounts", query={"state": state, "q": q})))

    def read_account(self, id: str) -> Account:
        """One person, and how they get in."""
        return cast(Account, self._talk.ask(Call("GET", place("/people/{id}", id=id))))

    def place_person(self, id: str, body: PersonToPlace) -> Account:
        """Somebody's name, role and team."""
        return cast(Account, self._talk.ask(Call("PATCH", place("/people/{id}", id=id), body=body)))

    def renew_invitation(self, id: str, body: LinkToSend) -> Invited:
        """A new invitation for somebody who has not come in yet."""
        return cast(Invited, self._talk.ask(Call("POST", place("/people/{id}/invitation", id=id), body=body)))

    def deactivate_person(self, id: str) -> Account:
        """Let somebody in no longer."""
        return cast(Account, self._talk.ask(Call("POST", place("/people/{id}/deactivate", id=id))))

    def activate_person(self, id: str) -> Account:
        """Let somebody in again."""
        return cast(Account, self._talk.ask(Call("POST", place("/people/{id}/activate", id=id))))

    def reset_second_factor_of_person(self, id: str) -> Account:
        """Forget the second factor of somebody who lost it."""
        return cast(Account, self._talk.ask(Call("POST", place("/people/{id}/reset-second-factor", id=id))))

    def list_sessions_of_person(self, id: str) -> Devices:
        """Where somebody is logged in."""
        return cast(Devices, self._talk.ask(Call("GET", place("/people/{id}/sessions", id=id))))

    def end_sessions_of_person(self, id: str) -> SessionsEnded:
        """Log somebody out everywhere."""
        return cast(SessionsEnded, self._talk.ask(Call("POST", place("/people/{id}/end-sessions", id=id))))

    def list_roles(self) -> Roles:
        """What roles there are."""
        return cast(Roles, self._talk.ask(Call("GET", "/roles")))

    def create_role(self, body: RoleNew) -> RoleGiven:
        """A new role."""
        return cast(RoleGiven, self._talk.ask(Call("POST", "/roles", body=body)))

    def read_role(self, word: str) -> RoleGiven:
        """One role."""
        return cast(RoleGiven, self._talk.ask(Call("GET", place("/roles/{word}", word=word))))

    def change_role(self, word: str, body: RoleChange) -> RoleGiven:
        """What a role sees and may do."""
        return cast(RoleGiven, self._talk.ask(Call("PATCH", place("/roles/{word}", word=word), body=body)))

    def remove_role(self, word: str) -> None:
        """Remove a role."""
        self._talk.ask(Call("DELETE", place("/roles/{word}", word=word)))

    def read_team(self, id: str) -> TeamRead:
        """One team."""
        return cast(TeamRead, self._talk.ask(Call("GET", place("/teams/{id}", id=id))))

    def arrange_team(self, id: str, body: TeamChange) -> TeamRead:
        """A team's name and place."""
        return cast(TeamRead, self._talk.ask(Call("PATCH", place("/teams/{id}", id=id), body=body)))

    def remove_team(self, id: str) -> None:
        """Remove a team."""
        self._talk.ask(Call("DELETE", place("/teams/{id}", id=id)))

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

    def read_merge(self, id: str) -> MergeGiven:
        """What one merge did."""
        return cast(MergeGiven, self._talk.ask(Call("GET", place("/merges/{id}", id=id))))

    def unmerge(self, id: str) -> Unmerged:
        """Make several again of what was merged."""
        return cast(Unmerged, self._talk.ask(Call("POST", place("/merges/{id}/undo", id=id))))
