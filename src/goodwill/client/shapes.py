"""What the API takes and gives, as types.

Written by `tools/client.py`: change the API, then run it.
"""

# fmt: off
# ruff: noqa: E501
from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class Account(TypedDict):
    """Somebody who works here, and how they get in."""

    id: str
    name: str
    email: str
    team: str | None
    role: str
    is_active: bool
    is_waiting: bool
    has_second_factor: bool
    joined_at: str
    last_login: str | None


class AccountPlan(TypedDict):
    """Account plan."""

    id: str
    version: int
    created_at: NotRequired[str | None]
    created_by: NotRequired[str | None]
    changed_at: NotRequired[str | None]
    changed_by: NotRequired[str | None]
    deleted_at: NotRequired[str | None]
    name: NotRequired[str | None]
    customer: NotRequired[str | None]
    status: NotRequired[str | None]
    ambition: NotRequired[str | None]
    offer: NotRequired[str | None]
    risks: NotRequired[str | None]
    review_on: NotRequired[str | None]
    reviewed_on: NotRequired[str | None]
    owner: NotRequired[str | None]
    team: NotRequired[str | None]
    custom: NotRequired[dict[str, Any] | None]


class AccountPlanChange(TypedDict):
    """Account plan: the fields to be changed."""

    name: NotRequired[str]
    customer: NotRequired[str]
    status: NotRequired[Literal["active", "paused", "ended", ""]]
    ambition: NotRequired[str]
    offer: NotRequired[str]
    risks: NotRequired[str]
    review_on: NotRequired[str | None]
    owner: NotRequired[str | None]
    team: NotRequired[str | None]
    custom: NotRequired[dict[str, Any]]


class AccountPlanNew(TypedDict):
    """Account plan, to be made."""

    name: str
    customer: str
    status: NotRequired[Literal["active", "paused", "ended", ""]]
    ambition: NotRequired[str]
    offer: NotRequired[str]
    risks: NotRequired[str]
    review_on: NotRequired[str | None]
    owner: NotRequired[str | None]
    team: NotRequired[str | None]
    custom: NotRequired[dict[str, Any]]


class Accounts(TypedDict):
    """By name; at most 200."""

    items: list[Account]
    is_more: bool


class Activity(TypedDict):
    """Timeline entry."""

    id: str
    version: int
    created_at: NotRequired[str | None]
    created_by: NotRequired[str | None]
    changed_at: NotRequired[str | None]
    changed_by: NotRequired[str | None]
    deleted_at: NotRequired[str | None]
    sort: NotRequired[str | None]
    subject: NotRequired[str | None]
    body: NotRequired[str | None]
    customer: NotRequired[str | None]
    person: NotRequired[str | None]
    happened_at: NotRequired[str | None]
    minutes: NotRequired[int | None]
    channel: NotRequired[str | None]
    is_inbound: NotRequired[bool | None]
    department: NotRequired[str | None]
    reaction: NotRequired[str | None]
    owner: NotRequired[str | None]
    is_private: NotRequired[bool | None]
    due_at: NotRequired[str | None]
    remind_at: NotRequired[str | None]
    done_at: NotRequired[str | None]
    custom: NotRequired[dict[str, Any] | None]


class ActivityAssign(TypedDict):
    """Who does it."""

    owner: str


class ActivityChange(TypedDict):
    """Timeline entry: the fields to be changed."""

    sort: NotRequired[Literal["note", "call", "meeting", "visit", "email", "message", "task", "order", "return", "contract", "case", "campaign", "system"]]
    subject: NotRequired[str]
    body: NotRequired[str]
    customer: NotRequired[str]
    person: NotRequired[str | None]
    happened_at: NotRequired[str]
    minutes: NotRequired[int | None]
    channel: NotRequired[Literal["phone", "email", "sms", "wechat", "whatsapp", "post", "visit", ""]]
    is_inbound: NotRequired[bool]
    department: NotRequired[str]
    reaction: NotRequired[Literal["good", "neutral", "bad", ""]]
    owner: NotRequired[str | None]
    is_private: NotRequired[bool]
    due_at: NotRequired[str | None]
    remind_at: NotRequired[str | None]
    done_at: NotRequired[str | None]
    custom: NotRequired[dict[str, Any]]


class ActivityFollowUp(TypedDict):
    """When to come back to it."""

    later: NotRequired[Literal["tomorrow", "in_3_days", "next_week", "next_month"]]


class ActivityNew(TypedDict):
    """Timeline entry, to be made."""

    sort: Literal["note", "call", "meeting", "visit", "email", "message", "task", "order", "return", "contract", "case", "campaign", "system"]
    subject: str
    body: NotRequired[str]
    customer: str
    person: NotRequired[str | None]
    happened_at: NotRequired[str]
    minutes: NotRequired[int | None]
    channel: NotRequired[Literal["phone", "email", "sms", "wechat", "whatsapp", "post", "visit", ""]]
    is_inbound: NotRequired[bool]
    department: NotRequired[str]
    reaction: NotRequired[Literal["good", "neutral", "bad", ""]]
    owner: NotRequired[str | None]
    is_private: NotRequired[bool]
    due_at: NotRequired[str | None]
    remind_at: NotRequired[str | None]
    done_at: NotRequired[str | None]
    custom: NotRequired[dict[str, Any]]


class ActivityPostpone(TypedDict):
    """Until when: a moment, or in so many days."""

    until: NotRequired[str | None]
    later: NotRequired[Literal["tomorrow", "in_3_days", "next_week", "next_month"] | None]


class ActivityRewrite(TypedDict):
    """An entry's words, with those they call."""

    text: str


class Alike(TypedDict):
    """The likeliest first; at most five."""

    items: list[AlikeGiven]


class AlikeGiven(TypedDict):
    """A customer that may be the one in question."""

    customer: str
    name: str
    score: float
    because: list[ReasonGiven]


class AllFound(TypedDict):
    """Records that fit, the likeliest first."""

    items: list[FoundGiven]


class AllTakenBack(TypedDict):
    """The records of which something was taken back."""

    items: list[TakenBack]


class ApprovalGiven(TypedDict):
    """Who asked for leave to give which discount, and what was decided."""

    given_thousandths: int
    amount_minor: int
    asked_by: str
    asked_at: str
    because: str
    is_granted: bool | None
    decided_by: str | None
    decided_at: str | None
    answer: str


class ApprovalToAsk(TypedDict):
    """Why this discount."""

    because: NotRequired[str]


class ApprovalToDecide(TypedDict):
    """What is said to whoever asked."""

    answer: NotRequired[str]


class Approvals(TypedDict):
    """The latest first."""

    items: list[ApprovalGiven]


class AttachmentGiven(TypedDict):
    """A file of a record."""

    id: str
    name: str
    size: int
    media_type: str
    sha256: str
    at: str
    by: str | None


class BroughtRecord(TypedDict):
    """A record that an import made or changed."""

    kind: str
    id: str
    name: str
    fields: list[str]


class BroughtRecords(TypedDict):
    """In the order in which they came, of those the person sees."""

    items: list[BroughtRecord]
    hidden: int
    next: str | None


class CareAction(TypedDict):
    """Care action."""

    id: str
    version: int
    created_at: NotRequired[str | None]
    created_by: NotRequired[str | None]
    changed_at: NotRequired[str | None]
    changed_by: NotRequired[str | None]
    deleted_at: NotRequired[str | None]
    customer: NotRequired[str | None]
    worklist: NotRequired[str | None]
    action: NotRequired[str | None]
    what: NotRequired[str | None]
    owner: NotRequired[str | None]
    due_on: NotRequired[str | None]
    outcome: NotRequired[str | None]
    learned: NotRequired[str | None]
    begun_on: NotRequired[str | None]
    closed_on: NotRequired[str | None]
    at_risk_minor: NotRequired[int | None]
    bought_minor: NotRequired[int | None]
    currency: NotRequired[str | None]
    custom: NotRequired[dict[str, Any] | None]


class CareActionChange(TypedDict):
    """Care action: the fields to be changed."""

    customer: NotRequired[str]
    worklist: NotRequired[Literal["keep", "lost", "negative"]]
    action: NotRequired[Literal["call", "visit", "offer", "service", "price", "other"]]
    what: NotRequired[str]
    owner: NotRequired[str | None]
    due_on: NotRequired[str | None]
    outcome: NotRequired[Literal["open", "stays", "leaves", "not_reached", "not_needed", ""]]
    learned: NotRequired[str]
    custom: NotRequired[dict[str, Any]]


class CareActionNew(TypedDict):
    """Care action, to be made."""

    customer: str
    worklist: Literal["keep", "lost", "negative"]
    action: NotRequired[Literal["call", "visit", "offer", "service", "price", "other"]]
    what: NotRequired[str]
    owner: NotRequired[str | None]
    due_on: NotRequired[str | None]
    outcome: NotRequired[Literal["open", "stays", "leaves", "not_reached", "not_needed", ""]]
    learned: NotRequired[str]
    custom: NotRequired[dict[str, Any]]


class ColumnsProposed(TypedDict):
    """What a row is likely to be, and what its columns become."""

    kind: str
    columns: dict[str, str]


class Conditions(TypedDict):
    """What members have in common."""

    where: dict[str, Any]


class ConditionsGiven(TypedDict):
    """What members have in common, also in words."""

    where: dict[str, Any]
    in_words: str
    is_static: bool


class ConnectionColumns(TypedDict):
    """What a row is, and what its columns become; one of them is the `external_id`."""

    kind: str
    columns: dict[str, str]


class ConnectionGiven(TypedDict):
    """A system that feeds us. What opens it is never given."""

    id: str
    name: str
    sort: Literal["folder", "sftp", "sql", "rest"]
    state: Literal["unfinished", "pulling", "off", "stopped", "failing", "well"]
    is_on: bool
    by: str
    where: dict[str, Any]
    secrets: list[str]
    headings: list[str]
    kind: str
    columns: dict[str, str]
    match: list[str]
    makes: list[str]
    every_minutes: int
    mark_column: str
    overlap: int
    gone_column: str
    deletions: Literal["keep", "bin"]
    dates: str
    decimal: str
    time_zone: str
    next_at: str | None
    last: RunGiven | None


class ConnectionNew(TypedDict):
    """Where a system is, and what opens it."""

    sort: Literal["folder", "sftp", "sql", "rest"]
    name: str
    where: NotRequired[dict[str, str | bool | int]]
    secrets: NotRequired[dict[str, str]]


class ConnectionPlace(TypedDict):
    """What shall be otherwise; what is left out stays, secrets too."""

    name: NotRequired[str | None]
    where: NotRequired[dict[str, str | bool | int]]
    secrets: NotRequired[dict[str, str]]


class ConnectionSchedule(TypedDict):
    """What shall be otherwise; what is left out stays."""

    every_minutes: NotRequired[Literal[15, 60, 240, 1440] | None]
    mark_column: NotRequired[str | None]
    overlap: NotRequired[int | None]
    gone_column: NotRequired[str | None]
    deletions: NotRequired[Literal["keep", "bin"] | None]
    match: NotRequired[list[str] | None]
    makes: NotRequired[list[str] | None]
    dates: NotRequired[Literal["", "ymd", "dmy", "mdy"] | None]
    decimal: NotRequired[Literal["", ".", ","] | None]
    time_zone: NotRequired[str | None]


class Connections(TypedDict):
    """By name."""

    items: list[ConnectionGiven]


class ConsentGiven(TypedDict):
    """What the customer said; it is never changed, a later one outweighs it."""

    id: str
    topic: str
    channel: str
    state: str
    basis: str
    proof: str
    stated_at: str
    until: str | None
    recorded_by: str | None
    recorded_at: str


class ConsentNew(TypedDict):
    """What the customer says: yes or no, to what, by which channel, and how we know."""

    state: Literal["given", "refused"]
    topic: NotRequired[Literal["*", "service", "personal", "offers", "news", "events", "surveys", "greetings"]]
    channel: NotRequired[Literal["*", "phone", "email", "sms", "wechat", "whatsapp", "post", "visit"]]
    basis: NotRequired[Literal["", "consent", "objection", "contract", "legitimate_interest", "legal_duty"]]
    proof: NotRequired[str]
    stated_at: NotRequired[str | None]
    until: NotRequired[str | None]


class Consents(TypedDict):
    """All that was said, latest first, and what follows from it in one line."""

    items: list[ConsentGiven]
    in_short: str


class ContactPoint(TypedDict):
    """Contact point."""

    id: str
    version: int
    created_at: NotRequired[str | None]
    created_by: NotRequired[str | None]
    changed_at: NotRequired[str | None]
    changed_by: NotRequired[str | None]
    deleted_at: NotRequired[str | None]
    customer: NotRequired[str | None]
    sort: NotRequired[str | None]
    given: NotRequired[str | None]
    value: NotRequired[str | None]
    label: NotRequired[str | None]
    country: NotRequired[str | None]
    region: NotRequired[str | None]
    is_primary: NotRequired[bool | None]
    verified_at: NotRequired[str | None]
    invalid_since: NotRequired[str | None]
    invalid_because: NotRequired[str | None]
    custom: NotRequired[dict[str, Any] | None]


class ContactPointChange(TypedDict):
    """Contact point: the fields to be changed."""

    customer: NotRequired[str]
    sort: NotRequired[Literal["phone", "email", "address", "wechat", "whatsapp", "fax", "web"]]
    given: NotRequired[str]
    label: NotRequired[str]
    country: NotRequired[str]
    region: NotRequired[str]
    is_primary: NotRequired[bool]
    custom: NotRequired[dict[str, Any]]


class ContactPointInvalid(TypedDict):
    """Why nobody is reached by it any more."""

    because: NotRequired[str]


class ContactPointNew(TypedDict):
    """Contact point, to be made."""

    customer: str
    sort: Literal["phone", "email", "address", "wechat", "whatsapp", "fax", "web"]
    given: str
    label: NotRequired[str]
    country: NotRequired[str]
    region: NotRequired[str]
    is_primary: NotRequired[bool]
    custom: NotRequired[dict[str, Any]]


class Contract(TypedDict):
    """Contract."""

    id: str
    version: int
    created_at: NotRequired[str | None]
    created_by: NotRequired[str | None]
    changed_at: NotRequired[str | None]
    changed_by: NotRequired[str | None]
    deleted_at: NotRequired[str | None]
    number: NotRequired[str | None]
    name: NotRequired[str | None]
    customer: NotRequired[str | None]
    sort: NotRequired[str | None]
    product: NotRequired[str | None]
    starts_on: NotRequired[str | None]
    ends_on: NotRequired[str | None]
    renews_every_months: NotRequired[int | None]
    notice_days: NotRequired[int | None]
    cancelled_on: NotRequired[str | None]
    currency: NotRequired[str | None]
    amount_minor: NotRequired[int | None]
    billed_every_months: NotRequired[int | None]
    custom: NotRequired[dict[str, Any] | None]


class ContractChange(TypedDict):
    """Contract: the fields to be changed."""

    name: NotRequired[str]
    customer: NotRequired[str]
    sort: NotRequired[Literal["subscription", "service", "frame"]]
    product: NotRequired[str | None]
    starts_on: NotRequired[str]
    ends_on: NotRequired[str | None]
    renews_every_months: NotRequired[int | None]
    notice_days: NotRequired[int]
    currency: NotRequired[str]
    amount_minor: NotRequired[int]
    billed_every_months: NotRequired[int]
    custom: NotRequired[dict[str, Any]]


class ContractEnd(TypedDict):
    """As of which day; today unless said."""

    on: NotRequired[str | None]


class ContractNew(TypedDict):
    """Contract, to be made."""

    name: str
    customer: str
    sort: NotRequired[Literal["subscription", "service", "frame"]]
    product: NotRequired[str | None]
    starts_on: str
    ends_on: NotRequired[str | None]
    renews_every_months: NotRequired[int | None]
    notice_days: NotRequired[int]
    currency: NotRequired[str]
    amount_minor: NotRequired[int]
    billed_every_months: NotRequired[int]
    custom: NotRequired[dict[str, Any]]


class CountGiven(TypedDict):
    """How many fit, of those that the person sees."""

    customers: int
    of: int
    as_of: str


class Counted(TypedDict):
    """How many records there are."""

    records: int
    is_more: bool


class CountsGiven(TypedDict):
    """How many rows did what; `records` counts by kind and verb: `customers.created`."""

    rows: int
    created: int
    updated: int
    unchanged: int
    skipped: int
    rejected: int
    records: dict[str, int]


class CourseGiven(TypedDict):
    """The last 90 days; empty for whoever sees not all customers."""

    items: list[DayGiven]


class Customer(TypedDict):
    """Customer."""

    id: str
    version: int
    created_at: NotRequired[str | None]
    created_by: NotRequired[str | None]
    changed_at: NotRequired[str | None]
    changed_by: NotRequired[str | None]
    deleted_at: NotRequired[str | None]
    sort: NotRequired[str | None]
    name: NotRequired[str | None]
    family_name: NotRequired[str | None]
    given_name: NotRequired[str | None]
    legal_name: NotRequired[str | None]
    title: NotRequired[str | None]
    number: NotRequired[str | None]
    is_customer: NotRequired[bool | None]
    parent: NotRequired[str | None]
    category: NotRequired[str | None]
    segment: NotRequired[str | None]
    stage: NotRequired[str | None]
    origin: NotRequired[str | None]
    country: NotRequired[str | None]
    region: NotRequired[str | None]
    city: NotRequired[str | None]
    language: NotRequired[str | None]
    credit_rating: NotRequired[str | None]
    preferred_channel: NotRequired[str | None]
    do_not_contact: NotRequired[bool | None]
    born_on: NotRequired[str | None]
    anniversary_on: NotRequired[str | None]
    known_on: NotRequired[str | None]
    notes: NotRequired[str | None]
    tags: NotRequired[list[str] | None]
    owner: NotRequired[str | None]
    team: NotRequired[str | None]
    score: NotRequired[CustomerScore | None]
    custom: NotRequired[dict[str, Any] | None]


class CustomerChange(TypedDict):
    """Customer: the fields to be changed."""

    sort: NotRequired[Literal["organisation", "person", "household", "group"]]
    name: NotRequired[str]
    family_name: NotRequired[str]
    given_name: NotRequired[str]
    legal_name: NotRequired[str]
    title: NotRequired[str]
    number: NotRequired[str]
    is_customer: NotRequired[bool]
    parent: NotRequired[str | None]
    category: NotRequired[str]
    segment: NotRequired[str]
    stage: NotRequired[Literal["suspect", "prospect", "first_time", "repeat", "advocate", "lost", ""]]
    origin: NotRequired[str]
    country: NotRequired[str]
    region: NotRequired[str]
    city: NotRequired[str]
    language: NotRequired[Literal["zh-Hans", "zh-Hant", "en", "ja", "ko", "de", "fr", "es", "pt", "it", "nl", "pl", "ru", "tr", "ar", "hi", "id", "ms", "th", "vi", ""]]
    credit_rating: NotRequired[str]
    preferred_channel: NotRequired[Literal["phone", "email", "sms", "wechat", "whatsapp", "post", "visit", ""]]
    do_not_contact: NotRequired[bool]
    born_on: NotRequired[str | None]
    anniversary_on: NotRequired[str | None]
    known_on: NotRequired[str | None]
    notes: NotRequired[str]
    tags: NotRequired[list[str]]
    owner: NotRequired[str | None]
    team: NotRequired[str | None]
    custom: NotRequired[dict[str, Any]]


class CustomerMerged(TypedDict):
    """What they became."""

    merge: str
    record: Customer


class CustomerNew(TypedDict):
    """Customer, to be made."""

    sort: NotRequired[Literal["organisation", "person", "household", "group"]]
    name: str
    family_name: NotRequired[str]
    given_name: NotRequired[str]
    legal_name: NotRequired[str]
    title: NotRequired[str]
    number: NotRequired[str]
    is_customer: NotRequired[bool]
    parent: NotRequired[str | None]
    category: NotRequired[str]
    segment: NotRequired[str]
    stage: NotRequired[Literal["suspect", "prospect", "first_time", "repeat", "advocate", "lost", ""]]
    origin: NotRequired[str]
    country: NotRequired[str]
    region: NotRequired[str]
    city: NotRequired[str]
    language: NotRequired[Literal["zh-Hans", "zh-Hant", "en", "ja", "ko", "de", "fr", "es", "pt", "it", "nl", "pl", "ru", "tr", "ar", "hi", "id", "ms", "th", "vi", ""]]
    credit_rating: NotRequired[str]
    preferred_channel: NotRequired[Literal["phone", "email", "sms", "wechat", "whatsapp", "post", "visit", ""]]
    do_not_contact: NotRequired[bool]
    born_on: NotRequired[str | None]
    anniversary_on: NotRequired[str | None]
    known_on: NotRequired[str | None]
    notes: NotRequired[str]
    tags: NotRequired[list[str]]
    owner: NotRequired[str | None]
    team: NotRequired[str | None]
    custom: NotRequired[dict[str, Any]]


class CustomerPage(TypedDict):
    """Customers: a page."""

    items: list[Customer]
    next: str | None
    previous: str | None
    count: NotRequired[Counted | None]


class CustomerScore(TypedDict):
    """Customer: what is worked out. Conditions ask for `score.…`."""

    value_class: NotRequired[str | None]
    revenue_minor: NotRequired[int | None]
    profit_minor: NotRequired[int | None]
    expected_minor: NotRequired[int | None]
    expected_low_minor: NotRequired[int | None]
    expected_high_minor: NotRequired[int | None]
    year_minor: NotRequired[int | None]
    at_risk_minor: NotRequired[int | None]
    expected_revenue_minor: NotRequired[int | None]
    revenue_at_risk_minor: NotRequired[int | None]
    p_alive: NotRequired[float | None]
    churn_risk: NotRequired[float | None]
    next_order_on: NotRequired[str | None]
    expected_orders: NotRequired[int | float | None]
    last_order_on: NotRequired[str | None]
    orders: NotRequired[int | float | None]
    stage: NotRequired[str | None]
    quadrant: NotRequired[str | None]
    rhythm: NotRequired[str | None]
    rfm_segment: NotRequired[str | None]
    residual_class: NotRequired[str | None]
    churn_reason: NotRequired[str | None]
    then_class: NotRequired[str | None]
    rank: NotRequired[int | float | None]
    as_of: NotRequired[str | None]


class DayGiven(TypedDict):
    """How many were in it at the end of a day, who came that day and who went."""

    day: str
    size: int
    joined: int
    left: int


class DecisionsTakenBack(TypedDict):
    """How many pairs wait again."""

    pairs: int


class Deliveries(TypedDict):
    """The latest first."""

    items: list[DeliveryGiven]
    next: str | None


class DeliveryGiven(TypedDict):
    """One message to a webhook."""

    id: str
    message: str
    event: str
    title: str
    state: Literal["waiting", "delivered", "given_up"]
    tries: int
    status: int | None
    created_at: str
    next_at: str | None
    ended_at: str | None


class DeliveryRead(TypedDict):
    """One message: what it says as far as the person may see it, and how each try went."""

    id: str
    message: str
    event: str
    title: str
    state: Literal["waiting", "delivered", "given_up"]
    tries: int
    status: int | None
    created_at: str
    next_at: str | None
    ended_at: str | None
    body: dict[str, Any] | None
    all_tries: list[TryGiven]


class Device(TypedDict):
    """A browser that somebody is logged in with."""

    user_agent: str
    ip: str
    began_at: str
    last_seen_at: str


class Devices(TypedDict):
    """The last seen first."""

    items: list[Device]


class DuplicateDecided(TypedDict):
    """What was decided, and what takes it back."""

    state: Literal["open", "later", "same", "different"]
    batch: str
    merge: NotRequired[str | None]


class DuplicateGiven(TypedDict):
    """Two customers that may be one."""

    id: str
    score: float
    state: Literal["open", "later", "same", "different"]
    one: str
    other: str
    because: list[ReasonGiven]
    facts: list[FactGiven]
    survivor: str
    survivor_because: str
    found_at: str


class DuplicateToMerge(TypedDict):
    """Which of the two is kept, and whose values stand; else the one that is known better."""

    survivor: NotRequired[str | None]
    chosen: NotRequired[dict[str, str]]


class Duplicates(TypedDict):
    """The likeliest first."""

    items: list[DuplicateGiven]
    next: str | None


class EffectGiven(TypedDict):
    """What it would do, before anything is done; at most a thousand refused rows."""

    counts: CountsGiven
    refused: list[RefusedRowGiven]
    examples: list[ExampleGiven]


class Erasure(TypedDict):
    """What would go, and what would stay."""

    sentences: list[str]


class ErasureNew(TypedDict):
    """The customer's name, to be sure, and why."""

    name: str
    reason: str


class ExampleGiven(TypedDict):
    """What would become of one row."""

    row: int
    name: str
    is_new: bool
    fields: list[MovedGiven]


class FactGiven(TypedDict):
    """One fact of both, as people read it."""

    label: str
    one: str
    other: str
    is_alike: bool


class FieldGiven(TypedDict):
    """One field of a kind of record."""

    name: str
    label: str
    sort: str
    to: str
    choices: dict[str, str]
    is_required: bool
    is_editable: bool
    is_sensitive: bool
    is_own: bool
    help: str


class FigureGiven(TypedDict):
    """A number with its receipt."""

    id: str
    label: str
    meaning: str
    formula: str
    unit: str
    value: float | None
    reason: str | None
    n: int
    numerator: float | None
    denominator: float | None
    as_of: str


class FoundGiven(TypedDict):
    """A record that fits what was typed."""

    kind: str
    id: str
    title: str
    subtitle: str


class GapGiven(TypedDict):
    """A time during which what we had was older than agreed."""

    since: str
    until: str
    because: str | None


class HealthGiven(TypedDict):
    """How a feed has been over the last 30 days: accurate, complete, timely."""

    figures: list[FigureGiven]
    gaps: list[GapGiven]
    late_after: FigureGiven


class ImportFieldsWanted(TypedDict):
    """Columns that fit none of the fields there are."""

    columns: list[str]


class ImportFileGiven(TypedDict):
    """A file on its way in: how its table begins, and how its rows shall become records."""

    id: str
    name: str
    size: int
    at: str
    format: str
    sheets: list[str]
    headings: list[str]
    rows: list[list[str]]
    notes: list[str]
    reading: ReadingGiven
    kind: str
    columns: dict[str, str]
    because: dict[str, str]
    match: list[str]
    ways: list[WayGiven]
    mode: Any
    source: str
    makes: list[str]
    makeable: list[str]
    instead: dict[str, dict[str, str]]
    missing: list[str]
    trial: str | None


class ImportFilePlan(TypedDict):
    """What shall be otherwise; what is left out stays."""

    reading: NotRequired[ReadingWanted | None]
    kind: NotRequired[str | None]
    columns: NotRequired[dict[str, str] | None]
    match: NotRequired[list[str] | None]
    mode: NotRequired[Any]
    source: NotRequired[str | None]
    makes: NotRequired[list[str] | None]
    instead: NotRequired[dict[str, dict[str, str]] | None]


class ImportFiles(TypedDict):
    """The person's own, the latest first."""

    items: list[ImportFileGiven]


class ImportGiven(TypedDict):
    """One file, brought in by a plan."""

    id: str
    name: str
    kind: str
    mode: Any
    source: str
    by: str
    state: Literal["ready", "waiting", "running", "paused", "done", "failed", "undoing", "undone"]
    rows: int | None
    rows_done: int
    share_done: float
    counts: CountsGiven
    refused: int
    trouble: str | None
    undone: ImportUndone | None
    may_undo: bool
    made_at: str
    started_at: str | None
    ended_at: str | None


class ImportTargetGiven(TypedDict):
    """Something that a column may become."""

    name: str
    label: str
    sort: str
    is_required: bool
    is_many: bool
    to: str
    choices: dict[str, str]


class ImportTargets(TypedDict):
    """All that columns may become."""

    items: list[ImportTargetGiven]


class ImportTried(TypedDict):
    """One import, and what its dry run found."""

    id: str
    name: str
    kind: str
    mode: Any
    source: str
    by: str
    state: Literal["ready", "waiting", "running", "paused", "done", "failed", "undoing", "undone"]
    rows: int | None
    rows_done: int
    share_done: float
    counts: CountsGiven
    refused: int
    trouble: str | None
    undone: ImportUndone | None
    may_undo: bool
    made_at: str
    started_at: str | None
    ended_at: str | None
    effect: EffectGiven | None


class ImportUndone(TypedDict):
    """How many were taken back, and how many left since somebody changed them."""

    taken_back: int
    left: int


class Imports(TypedDict):
    """The latest first, 50 at once."""

    items: list[ImportGiven]
    next: str | None


class Invited(TypedDict):
    """Somebody, and the link that lets them in."""

    person: Account
    link: str | None
    days: int


class KindGiven(TypedDict):
    """A kind of record."""

    word: str
    one: str
    many: str
    may: list[str]
    fields: list[FieldGiven]


class Kinds(TypedDict):
    """All kinds of records that the person sees."""

    items: list[KindGiven]


class Lead(TypedDict):
    """Lead."""

    id: str
    version: int
    created_at: NotRequired[str | None]
    created_by: NotRequired[str | None]
    changed_at: NotRequired[str | None]
    changed_by: NotRequired[str | None]
    deleted_at: NotRequired[str | None]
    name: NotRequired[str | None]
    company: NotRequired[str | None]
    person_name: NotRequired[str | None]
    title: NotRequired[str | None]
    email: NotRequired[str | None]
    phone: NotRequired[str | None]
    web: NotRequired[str | None]
    country: NotRequired[str | None]
    region: NotRequired[str | None]
    city: NotRequired[str | None]
    language: NotRequired[str | None]
    category: NotRequired[str | None]
    employees: NotRequired[int | None]
    source: NotRequired[str | None]
    campaign: NotRequired[str | None]
    channel: NotRequired[str | None]
    interest: NotRequired[str | None]
    message: NotRequired[str | None]
    received_at: NotRequired[str | None]
    status: NotRequired[str | None]
    disqualified_because: NotRequired[str | None]
    score: NotRequired[int | None]
    percent: NotRequired[int | None]
    may_contact: NotRequired[bool | None]
    accept_by: NotRequired[str | None]
    accepted_at: NotRequired[str | None]
    touched_at: NotRequired[str | None]
    qualified_on: NotRequired[str | None]
    converted_at: NotRequired[str | None]
    customer: NotRequired[str | None]
    duplicate_of: NotRequired[str | None]
    owner: NotRequired[str | None]
    team: NotRequired[str | None]
    custom: NotRequired[dict[str, Any] | None]


class LeadChange(TypedDict):
    """Lead: the fields to be changed."""

    name: NotRequired[str]
    company: NotRequired[str]
    person_name: NotRequired[str]
    title: NotRequired[str]
    email: NotRequired[str]
    phone: NotRequired[str]
    web: NotRequired[str]
    country: NotRequired[str]
    region: NotRequired[str]
    city: NotRequired[str]
    language: NotRequired[Literal["zh-Hans", "zh-Hant", "en", "ja", "ko", "de", "fr", "es", "pt", "it", "nl", "pl", "ru", "tr", "ar", "hi", "id", "ms", "th", "vi", ""]]
    category: NotRequired[str]
    employees: NotRequired[int | None]
    source: NotRequired[Literal["web form", "trade fair", "recommendation", "cold call", "advertisement", "business card", "import", "other", ""]]
    campaign: NotRequired[str]
    channel: NotRequired[Literal["phone", "email", "sms", "wechat", "whatsapp", "post", "visit", ""]]
    interest: NotRequired[str]
    message: NotRequired[str]
    received_at: NotRequired[str]
    status: NotRequired[Literal["new", "working", "qualified", "converted", "disqualified", ""]]
    disqualified_because: NotRequired[Literal["not reachable", "no need", "no budget", "competitor", "price", "wrong fit", "duplicate", "spam", "other", ""]]
    may_contact: NotRequired[bool]
    duplicate_of: NotRequired[str | None]
    owner: NotRequired[str | None]
    team: NotRequired[str | None]
    custom: NotRequired[dict[str, Any]]


class LeadConverted(TypedDict):
    """What became of a lead."""

    customer: str
    person: str | None
    opportunity: str | None
    batch: str


class LeadGivenUp(TypedDict):
    """Why nothing comes of it."""

    because: str


class LeadInPool(TypedDict):
    """A lead that nobody has; how to reach somebody is told to whoever takes it."""

    id: str
    name: str
    interest: str
    city: str
    source: str
    chance_percent: int | None
    points: int | None
    received_at: str


class LeadNew(TypedDict):
    """Lead, to be made."""

    name: str
    company: NotRequired[str]
    person_name: NotRequired[str]
    title: NotRequired[str]
    email: NotRequired[str]
    phone: NotRequired[str]
    web: NotRequired[str]
    country: NotRequired[str]
    region: NotRequired[str]
    city: NotRequired[str]
    language: NotRequired[Literal["zh-Hans", "zh-Hant", "en", "ja", "ko", "de", "fr", "es", "pt", "it", "nl", "pl", "ru", "tr", "ar", "hi", "id", "ms", "th", "vi", ""]]
    category: NotRequired[str]
    employees: NotRequired[int | None]
    source: NotRequired[Literal["web form", "trade fair", "recommendation", "cold call", "advertisement", "business card", "import", "other", ""]]
    campaign: NotRequired[str]
    channel: NotRequired[Literal["phone", "email", "sms", "wechat", "whatsapp", "post", "visit", ""]]
    interest: NotRequired[str]
    message: NotRequired[str]
    received_at: NotRequired[str]
    status: NotRequired[Literal["new", "working", "qualified", "converted", "disqualified", ""]]
    disqualified_because: NotRequired[Literal["not reachable", "no need", "no budget", "competitor", "price", "wrong fit", "duplicate", "spam", "other", ""]]
    may_contact: NotRequired[bool]
    duplicate_of: NotRequired[str | None]
    owner: NotRequired[str | None]
    team: NotRequired[str | None]
    custom: NotRequired[dict[str, Any]]


class LeadNote(TypedDict):
    """What happened with a lead."""

    sort: NotRequired[Literal["call", "email", "message", "meeting", "visit", "note"]]
    text: NotRequired[str]
    was_reached: NotRequired[bool]


class LeadPoolGiven(TypedDict):
    """A pool, how much lies in it, and how many more the person may take now."""

    id: str
    name: str
    free: int
    left: int | None


class LeadPools(TypedDict):
    """The pools that the person takes from."""

    items: list[LeadPoolGiven]


class LeadToConvert(TypedDict):
    """Whom a lead becomes: a customer who is there, or a new one."""

    customer: NotRequired[str | None]
    is_new: NotRequired[bool]
    opens: NotRequired[bool]
    name: NotRequired[str]


class LeadToHand(TypedDict):
    """To whom, or into which pool: one of them."""

    person: NotRequired[str | None]
    pool: NotRequired[str | None]


class LeadsInPool(TypedDict):
    """What lies in a pool, the likeliest first, at most 50."""

    items: list[LeadInPool]


class LineBroughtBack(TypedDict):
    """So much of a line."""

    position: int
    quantity_thousandths: int


class LinkToSend(TypedDict):
    """How the link gets there."""

    send: NotRequired[bool]


class LogNew(TypedDict):
    """What happened; with an id of your making it is kept once, however often it is sent."""

    id: NotRequired[str | None]
    sort: NotRequired[Literal["note", "call", "visit", "meeting", "message", "email", "task"]]
    text: NotRequired[str]
    happened_at: NotRequired[str | None]
    person: NotRequired[str | None]
    minutes: NotRequired[int | None]
    channel: NotRequired[Literal["", "phone", "email", "sms", "wechat", "whatsapp", "post", "visit"]]
    is_inbound: NotRequired[bool]
    reaction: NotRequired[Literal["", "good", "neutral", "bad"]]
    is_private: NotRequired[bool]
    place: NotRequired[Place | None]
    due_at: NotRequired[str | None]
    follow_up: NotRequired[Literal["tomorrow", "in_3_days", "next_week", "next_month"] | None]


class MachineGiven(TypedDict):
    """The key that a machine shows, and whether it is the one that is trusted."""

    fingerprint: str
    is_trusted: bool


class MachineTrusted(TypedDict):
    """The key that the machine shows."""

    fingerprint: str


class MayContact(TypedDict):
    """Whether the customer may be contacted so, why, and how else."""

    is_allowed: bool
    because: str
    instead: str


class Me(TypedDict):
    """The person a key acts for, and how far it goes."""

    id: str
    name: str
    email: str
    language: str
    time_zone: str
    role: str
    team: str | None
    scope: str
    abilities: list[str]


class MembersChanged(TypedDict):
    """How many came or went, and how many are in it now."""

    customers: int
    size: int


class MembersChosen(TypedDict):
    """Which customers."""

    customers: list[str]


class MergeGiven(TypedDict):
    """Records that became one."""

    id: str
    kind: str
    survivor: str
    away: list[MergedAwayGiven]
    moved: dict[str, int]
    aside: dict[str, int]
    at: str
    by: str | None
    until: str
    undone_at: str | None
    undone_by: str | None
    stays: list[str]


class MergeNew(TypedDict):
    """Which records become part of this one, and whose values stand."""

    others: list[str]
    chosen: NotRequired[dict[str, str]]


class MergedAwayGiven(TypedDict):
    """A record that became part of another."""

    id: str
    title: str


class MovedGiven(TypedDict):
    """One field of an example, before and after, as people read it."""

    label: str
    before: str
    after: str


class NoticeGiven(TypedDict):
    """Something the person should know."""

    id: str
    sort: str
    said: str
    about_kind: str
    about_id: str | None
    created_at: str
    seen_at: str | None


class Notices(TypedDict):
    """What the person was told, latest first."""

    items: list[NoticeGiven]


class OnTop(TypedDict):
    """What it is expected to bring on top, with its interval, in minor units."""

    amount_minor: int
    low_minor: int | None
    high_minor: int | None
    level: float | None
    currency: str
    as_of: str | None


class Opportunity(TypedDict):
    """Opportunity."""

    id: str
    version: int
    created_at: NotRequired[str | None]
    created_by: NotRequired[str | None]
    changed_at: NotRequired[str | None]
    changed_by: NotRequired[str | None]
    deleted_at: NotRequired[str | None]
    name: NotRequired[str | None]
    customer: NotRequired[str | None]
    person: NotRequired[str | None]
    stage: NotRequired[str | None]
    pipeline: NotRequired[str | None]
    status: NotRequired[str | None]
    amount_minor: NotRequired[int | None]
    currency: NotRequired[str | None]
    chance: NotRequired[int | None]
    expected_close_on: NotRequired[str | None]
    promised_close_on: NotRequired[str | None]
    slipped_days: NotRequired[int | None]
    next_step: NotRequired[str | None]
    next_step_on: NotRequired[str | None]
    product: NotRequired[str | None]
    competitors: NotRequired[list[str] | None]
    source: NotRequired[str | None]
    lead: NotRequired[str | None]
    region: NotRequired[str | None]
    department: NotRequired[str | None]
    territory: NotRequired[str | None]
    opened_on: NotRequired[str | None]
    closed_on: NotRequired[str | None]
    stage_since: NotRequired[str | None]
    lost_reason: NotRequired[str | None]
    lost_to: NotRequired[str | None]
    lost_note: NotRequired[str | None]
    notes: NotRequired[str | None]
    owner: NotRequired[str | None]
    team: NotRequired[str | None]
    custom: NotRequired[dict[str, Any] | None]


class OpportunityChange(TypedDict):
    """Opportunity: the fields to be changed."""

    name: NotRequired[str]
    customer: NotRequired[str | None]
    person: NotRequired[str | None]
    stage: NotRequired[str]
    amount_minor: NotRequired[int | None]
    currency: NotRequired[str]
    chance: NotRequired[int | None]
    expected_close_on: NotRequired[str | None]
    next_step: NotRequired[str]
    next_step_on: NotRequired[str | None]
    product: NotRequired[str | None]
    competitors: NotRequired[list[str]]
    source: NotRequired[str]
    region: NotRequired[str]
    department: NotRequired[str]
    territory: NotRequired[str]
    opened_on: NotRequired[str]
    notes: NotRequired[str]
    owner: NotRequired[str | None]
    team: NotRequired[str | None]
    custom: NotRequired[dict[str, Any]]


class OpportunityLineChange(TypedDict):
    """What shall stand in a line; what is left out stays."""

    product: NotRequired[str | None]
    quantity_thousandths: NotRequired[int | None]
    unit_price_minor: NotRequired[int | None]


class OpportunityLineGiven(TypedDict):
    """One product of an opportunity."""

    position: int
    product: str | None
    description: str
    quantity_thousandths: int
    unit_price_minor: NotRequired[int | None]
    amount_minor: NotRequired[int | None]


class OpportunityLineNew(TypedDict):
    """A product; without a price, that of the price list is taken."""

    product: str
    quantity_thousandths: int
    unit_price_minor: NotRequired[int | None]


class OpportunityLines(TypedDict):
    """The products in their order; their sum is the amount."""

    items: list[OpportunityLineGiven]


class OpportunityLost(TypedDict):
    """Why it was lost."""

    reason: str
    note: NotRequired[str]
    lost_to: NotRequired[str]


class OpportunityMove(TypedDict):
    """Into which stage, and what the stage needs to know."""

    stage: str
    values: NotRequired[OpportunityChange | None]


class OpportunityNew(TypedDict):
    """Opportunity, to be made."""

    name: str
    customer: NotRequired[str | None]
    person: NotRequired[str | None]
    stage: NotRequired[str]
    amount_minor: NotRequired[int | None]
    currency: NotRequired[str]
    chance: NotRequired[int | None]
    expected_close_on: NotRequired[str | None]
    next_step: NotRequired[str]
    next_step_on: NotRequired[str | None]
    product: NotRequired[str | None]
    competitors: NotRequired[list[str]]
    source: NotRequired[str]
    region: NotRequired[str]
    department: NotRequired[str]
    territory: NotRequired[str]
    opened_on: NotRequired[str]
    notes: NotRequired[str]
    owner: NotRequired[str | None]
    team: NotRequired[str | None]
    custom: NotRequired[dict[str, Any]]


class OpportunityStep(TypedDict):
    """One step: into which stage, when, by whom, and what was thought then."""

    from_stage: str | None
    to_stage: str
    entered_at: str
    left_at: str | None
    by: str | None
    amount_minor: NotRequired[int | None]
    currency: str
    chance: int | None
    expected_close_on: str | None


class OpportunitySteps(TypedDict):
    """All steps, the earliest first."""

    items: list[OpportunityStep]


class Order(TypedDict):
    """Order."""

    id: str
    version: int
    created_at: NotRequired[str | None]
    created_by: NotRequired[str | None]
    changed_at: NotRequired[str | None]
    changed_by: NotRequired[str | None]
    deleted_at: NotRequired[str | None]
    number: NotRequired[str | None]
    customer: NotRequired[str | None]
    sort: NotRequired[str | None]
    status: NotRequired[str | None]
    payment: NotRequired[str | None]
    ordered_on: NotRequired[str | None]
    due_on: NotRequired[str | None]
    currency: NotRequired[str | None]
    amount_minor: NotRequired[int | None]
    cost_minor: NotRequired[int | None]
    paid_minor: NotRequired[int | None]
    channel: NotRequired[str | None]
    region: NotRequired[str | None]
    department: NotRequired[str | None]
    custom: NotRequired[dict[str, Any] | None]


class OrderChange(TypedDict):
    """Order: the fields to be changed."""

    customer: NotRequired[str]
    ordered_on: NotRequired[str]
    due_on: NotRequired[str | None]
    currency: NotRequired[str]
    channel: NotRequired[str]
    region: NotRequired[str]
    department: NotRequired[str]
    custom: NotRequired[dict[str, Any]]


class OrderLineChange(TypedDict):
    """What shall stand in a line of a draft; what is left out stays."""

    product: NotRequired[str | None]
    quantity_thousandths: NotRequired[int | None]
    unit_price_minor: NotRequired[int | None]


class OrderLineGiven(TypedDict):
    """One line of an order, or of what was brought back."""

    position: int
    product: str | None
    description: str
    quantity_thousandths: int
    unit_price_minor: int
    amount_minor: int
    cost_minor: NotRequired[int | None]
    returns_position: int | None


class OrderLineNew(TypedDict):
    """A line to be added; without a price, that of the price list is taken."""

    product: str
    quantity_thousandths: int
    unit_price_minor: NotRequired[int | None]


class OrderLines(TypedDict):
    """The lines in their order."""

    items: list[OrderLineGiven]


class OrderNew(TypedDict):
    """Order, to be made."""

    customer: str
    ordered_on: str
    due_on: NotRequired[str | None]
    currency: NotRequired[str]
    channel: NotRequired[str]
    region: NotRequired[str]
    department: NotRequired[str]
    custom: NotRequired[dict[str, Any]]


class OrderOfQuote(TypedDict):
    """The order that the quote became."""

    id: str
    number: str


class PaymentNew(TypedDict):
    """An amount that was paid, in the order's currency."""

    amount_minor: int


class People(TypedDict):
    """Everybody who works here."""

    items: list[Person]


class Person(TypedDict):
    """Somebody who works here."""

    id: str
    name: str
    email: str
    team: str | None


class PersonInvited(TypedDict):
    """Whom to invite, and where they stand."""

    email: str
    name: str
    role: str
    team: NotRequired[str | None]
    send: NotRequired[bool]


class PersonNew(TypedDict):
    """Somebody nobody knows yet, and what they are to the customer."""

    name: str
    role: str
    since: NotRequired[str | None]
    is_main: NotRequired[bool]


class PersonToPlace(TypedDict):
    """What shall be otherwise; what is left out stays."""

    name: NotRequired[str | None]
    role: NotRequired[str | None]
    team: NotRequired[str | None]


class Pipeline(TypedDict):
    """Pipeline."""

    id: str
    version: int
    created_at: NotRequired[str | None]
    created_by: NotRequired[str | None]
    changed_at: NotRequired[str | None]
    changed_by: NotRequired[str | None]
    deleted_at: NotRequired[str | None]
    name: NotRequired[str | None]
    word: NotRequired[str | None]
    place: NotRequired[int | None]
    is_usual: NotRequired[bool | None]
    custom: NotRequired[dict[str, Any] | None]


class PipelineChange(TypedDict):
    """Pipeline: the fields to be changed."""

    custom: NotRequired[dict[str, Any]]


class PipelineNew(TypedDict):
    """Pipeline, to be made."""

    custom: NotRequired[dict[str, Any]]


class Place(TypedDict):
    """Place somebody checked in."""

    latitude: float | int
    longitude: float | int
    accuracy_m: NotRequired[float | int]


class PlannedEntries(TypedDict):
    """What is still to be done with a customer, the most urgent first."""

    items: list[TimelineEntry]


class Price(TypedDict):
    """Price."""

    id: str
    version: int
    created_at: NotRequired[str | None]
    created_by: NotRequired[str | None]
    changed_at: NotRequired[str | None]
    changed_by: NotRequired[str | None]
    deleted_at: NotRequired[str | None]
    price_list: NotRequired[str | None]
    product: NotRequired[str | None]
    from_quantity_thousandths: NotRequired[int | None]
    amount_minor: NotRequired[int | None]
    custom: NotRequired[dict[str, Any] | None]


class PriceChange(TypedDict):
    """Price: the fields to be changed."""

    price_list: NotRequired[str]
    product: NotRequired[str]
    from_quantity_thousandths: NotRequired[int]
    amount_minor: NotRequired[int]
    custom: NotRequired[dict[str, Any]]


class PriceList(TypedDict):
    """Price list."""

    id: str
    version: int
    created_at: NotRequired[str | None]
    created_by: NotRequired[str | None]
    changed_at: NotRequired[str | None]
    changed_by: NotRequired[str | None]
    deleted_at: NotRequired[str | None]
    name: NotRequired[str | None]
    currency: NotRequired[str | None]
    valid_from: NotRequired[str | None]
    valid_until: NotRequired[str | None]
    is_default: NotRequired[bool | None]
    custom: NotRequired[dict[str, Any] | None]


class PriceListChange(TypedDict):
    """Price list: the fields to be changed."""

    name: NotRequired[str]
    currency: NotRequired[str]
    valid_from: NotRequired[str]
    valid_until: NotRequired[str | None]
    is_default: NotRequired[bool]
    custom: NotRequired[dict[str, Any]]


class PriceListNew(TypedDict):
    """Price list, to be made."""

    name: str
    currency: NotRequired[str]
    valid_from: str
    valid_until: NotRequired[str | None]
    is_default: NotRequired[bool]
    custom: NotRequired[dict[str, Any]]


class PriceNew(TypedDict):
    """Price, to be made."""

    price_list: str
    product: str
    from_quantity_thousandths: NotRequired[int]
    amount_minor: int
    custom: NotRequired[dict[str, Any]]


class PriceToSet(TypedDict):
    """What one unit of a product costs from a quantity on."""

    product: str
    from_quantity_thousandths: NotRequired[int]
    amount_minor: int


class Product(TypedDict):
    """Product."""

    id: str
    version: int
    created_at: NotRequired[str | None]
    created_by: NotRequired[str | None]
    changed_at: NotRequired[str | None]
    changed_by: NotRequired[str | None]
    deleted_at: NotRequired[str | None]
    number: NotRequired[str | None]
    name: NotRequired[str | None]
    family: NotRequired[str | None]
    department: NotRequired[str | None]
    unit: NotRequired[str | None]
    unit_cost_minor: NotRequired[int | None]
    currency: NotRequired[str | None]
    tax_thousandths: NotRequired[int | None]
    is_sold: NotRequired[bool | None]
    custom: NotRequired[dict[str, Any] | None]


class ProductChange(TypedDict):
    """Product: the fields to be changed."""

    number: NotRequired[str]
    name: NotRequired[str]
    family: NotRequired[str | None]
    department: NotRequired[str]
    unit: NotRequired[str]
    unit_cost_minor: NotRequired[int | None]
    currency: NotRequired[str]
    tax_thousandths: NotRequired[int | None]
    is_sold: NotRequired[bool]
    custom: NotRequired[dict[str, Any]]


class ProductFamily(TypedDict):
    """Product family."""

    id: str
    version: int
    created_at: NotRequired[str | None]
    created_by: NotRequired[str | None]
    changed_at: NotRequired[str | None]
    changed_by: NotRequired[str | None]
    deleted_at: NotRequired[str | None]
    name: NotRequired[str | None]
    parent: NotRequired[str | None]
    custom: NotRequired[dict[str, Any] | None]


class ProductFamilyChange(TypedDict):
    """Product family: the fields to be changed."""

    name: NotRequired[str]
    parent: NotRequired[str | None]
    custom: NotRequired[dict[str, Any]]


class ProductFamilyMerged(TypedDict):
    """What they became."""

    merge: str
    record: ProductFamily


class ProductFamilyNew(TypedDict):
    """Product family, to be made."""

    name: str
    parent: NotRequired[str | None]
    custom: NotRequired[dict[str, Any]]


class ProductMerged(TypedDict):
    """What they became."""

    merge: str
    record: Product


class ProductNew(TypedDict):
    """Product, to be made."""

    number: str
    name: str
    family: NotRequired[str | None]
    department: NotRequired[str]
    unit: NotRequired[str]
    unit_cost_minor: NotRequired[int | None]
    currency: NotRequired[str]
    tax_thousandths: NotRequired[int | None]
    is_sold: NotRequired[bool]
    custom: NotRequired[dict[str, Any]]


class PullWanted(TypedDict):
    """What is wanted besides the usual."""

    everything: NotRequired[bool]
    confirmed: NotRequired[bool]


class Quote(TypedDict):
    """Quote."""

    id: str
    version: int
    created_at: NotRequired[str | None]
    created_by: NotRequired[str | None]
    changed_at: NotRequired[str | None]
    changed_by: NotRequired[str | None]
    deleted_at: NotRequired[str | None]
    number: NotRequired[str | None]
    revision: NotRequired[int | None]
    name: NotRequired[str | None]
    customer: NotRequired[str | None]
    person: NotRequired[str | None]
    opportunity: NotRequired[str | None]
    status: NotRequired[str | None]
    quoted_on: NotRequired[str | None]
    valid_until: NotRequired[str | None]
    language: NotRequired[str | None]
    currency: NotRequired[str | None]
    discount_thousandths: NotRequired[int | None]
    given_thousandths: NotRequired[int | None]
    list_minor: NotRequired[int | None]
    amount_minor: NotRequired[int | None]
    tax_minor: NotRequired[int | None]
    terms: NotRequired[str | None]
    declined_because: NotRequired[str | None]
    order: NotRequired[str | None]
    owner: NotRequired[str | None]
    custom: NotRequired[dict[str, Any] | None]


class QuoteAccepted(TypedDict):
    """Who of the customer's accepted it, by another way than the link."""

    name: str
    text: NotRequired[str]


class QuoteAnswer(TypedDict):
    """What the customer answered."""

    sort: str
    name: str
    text: str
    reason: str
    at: str


class QuoteAnswers(TypedDict):
    """The latest first."""

    items: list[QuoteAnswer]


class QuoteChange(TypedDict):
    """Quote: the fields to be changed."""

    name: NotRequired[str]
    customer: NotRequired[str]
    person: NotRequired[str | None]
    opportunity: NotRequired[str | None]
    quoted_on: NotRequired[str]
    valid_until: NotRequired[str]
    language: NotRequired[Literal["en", "zh-Hans", "zh-Hant"]]
    currency: NotRequired[str]
    discount_thousandths: NotRequired[int]
    terms: NotRequired[str]
    declined_because: NotRequired[Literal["price", "rival", "later", "need", "fit", "terms", ""]]
    owner: NotRequired[str | None]
    custom: NotRequired[dict[str, Any]]


class QuoteDeclined(TypedDict):
    """Why the customer does not take it."""

    reason: NotRequired[str]
    text: NotRequired[str]


class QuoteLineChange(TypedDict):
    """What shall stand in a line; what is left out stays."""

    product: NotRequired[str | None]
    quantity_thousandths: NotRequired[int | None]
    unit_price_minor: NotRequired[int | None]
    discount_thousandths: NotRequired[int | None]
    tax_thousandths: NotRequired[int | None]


class QuoteLineGiven(TypedDict):
    """One line of a quote."""

    position: int
    product: str
    description: str
    quantity_thousandths: int
    list_price_minor: int
    unit_price_minor: int
    discount_thousandths: int
    tax_thousandths: int | None
    amount_minor: int
    cost_minor: NotRequired[int | None]


class QuoteLineNew(TypedDict):
    """A line to be added; without a price, that of the price list is taken."""

    product: str
    quantity_thousandths: int
    unit_price_minor: NotRequired[int | None]
    discount_thousandths: NotRequired[int]
    tax_thousandths: NotRequired[int | None]


class QuoteLines(TypedDict):
    """The lines in their order."""

    items: list[QuoteLineGiven]


class QuoteNew(TypedDict):
    """Quote, to be made."""

    name: NotRequired[str]
    customer: str
    person: NotRequired[str | None]
    opportunity: NotRequired[str | None]
    quoted_on: NotRequired[str]
    valid_until: NotRequired[str]
    language: NotRequired[Literal["en", "zh-Hans", "zh-Hant"]]
    currency: NotRequired[str]
    discount_thousandths: NotRequired[int]
    terms: NotRequired[str]
    declined_because: NotRequired[Literal["price", "rival", "later", "need", "fit", "terms", ""]]
    owner: NotRequired[str | None]
    custom: NotRequired[dict[str, Any]]


class QuoteSent(TypedDict):
    """The page on which the customer reads, accepts or declines it."""

    link: str
    status: str


class QuoteToSend(TypedDict):
    """To whom a mail goes with it; without an address none leaves, and the link is handed on."""

    to: NotRequired[str]
    text: NotRequired[str]


class ReadingGiven(TypedDict):
    """How it is to be read; an empty text means: as it shows."""

    encoding: str
    delimiter: str
    sheet: str
    dates: str
    decimal: str
    currency: str
    time_zone: str


class ReadingWanted(TypedDict):
    """How it is to be read; what is left out stays, an empty text means: as it shows."""

    encoding: NotRequired[str | None]
    delimiter: NotRequired[str | None]
    sheet: NotRequired[str | None]
    dates: NotRequired[Literal["", "ymd", "dmy", "mdy"] | None]
    decimal: NotRequired[Literal["", ".", ","] | None]
    currency: NotRequired[str | None]
    time_zone: NotRequired[str | None]


class ReasonGiven(TypedDict):
    """What speaks for it, or against it."""

    says: str
    weight: float


class RefusedOfFeed(TypedDict):
    """The rows that wait for being mended, the latest pull's first."""

    items: list[RefusedRowGiven]


class RefusedRowGiven(TypedDict):
    """A row that was not taken: where it stands, the column, why, and its cells."""

    row: int
    column: str
    reason: str
    cells: dict[str, str]


class RefusedRows(TypedDict):
    """In the order of the file."""

    items: list[RefusedRowGiven]
    next: str | None


class Relation(TypedDict):
    """Relation."""

    id: str
    version: int
    created_at: NotRequired[str | None]
    created_by: NotRequired[str | None]
    changed_at: NotRequired[str | None]
    changed_by: NotRequired[str | None]
    deleted_at: NotRequired[str | None]
    customer: NotRequired[str | None]
    person: NotRequired[str | None]
    role: NotRequired[str | None]
    since: NotRequired[str | None]
    until: NotRequired[str | None]
    is_main: NotRequired[bool | None]
    custom: NotRequired[dict[str, Any] | None]


class RelationChange(TypedDict):
    """Relation: the fields to be changed."""

    customer: NotRequired[str]
    person: NotRequired[str]
    role: NotRequired[str]
    since: NotRequired[str | None]
    until: NotRequired[str | None]
    is_main: NotRequired[bool]
    custom: NotRequired[dict[str, Any]]


class RelationEnd(TypedDict):
    """As of which day; today unless said."""

    on: NotRequired[str | None]


class RelationNew(TypedDict):
    """Relation, to be made."""

    customer: str
    person: str
    role: str
    since: NotRequired[str | None]
    until: NotRequired[str | None]
    is_main: NotRequired[bool]
    custom: NotRequired[dict[str, Any]]


class ReturnNew(TypedDict):
    """What comes back, and when."""

    on: NotRequired[str | None]
    lines: list[LineBroughtBack]


class RoleChange(TypedDict):
    """What shall be otherwise; what is left out stays."""

    name: NotRequired[str | None]
    scope: NotRequired[Any]
    abilities: NotRequired[list[str] | None]
    hidden_fields: NotRequired[list[str] | None]
    needs_second_factor: NotRequired[bool | None]


class RoleGiven(TypedDict):
    """What people with a job may see and do."""

    word: str
    name: str
    title: str
    scope: Any
    abilities: list[str]
    hidden_fields: list[str]
    needs_second_factor: bool
    people: int


class RoleNew(TypedDict):
    """A new role begins as another was."""

    name: str
    like: str


class Roles(TypedDict):
    """By name."""

    items: list[RoleGiven]


class RunGiven(TypedDict):
    """One pull: what came, and what became of it."""

    id: str
    state: Literal["running", "done", "failed", "broken_off"]
    is_by_hand: bool
    started_at: str
    ended_at: str | None
    rows: int
    created: int
    updated: int
    unchanged: int
    refused: int
    binned: int
    problem: str | None


class Runs(TypedDict):
    """The latest first."""

    items: list[RunGiven]


class SampleGiven(TypedDict):
    """The first rows, as they came."""

    headings: list[str]
    rows: list[list[str]]
    choices: list[str]
    notes: list[str]


class Segment(TypedDict):
    """Customer segment."""

    id: str
    version: int
    created_at: NotRequired[str | None]
    created_by: NotRequired[str | None]
    changed_at: NotRequired[str | None]
    changed_by: NotRequired[str | None]
    deleted_at: NotRequired[str | None]
    name: NotRequired[str | None]
    purpose: NotRequired[str | None]
    audience: NotRequired[str | None]
    is_static: NotRequired[bool | None]
    size: NotRequired[int | None]
    counted_at: NotRequired[str | None]
    owner: NotRequired[str | None]
    team: NotRequired[str | None]
    custom: NotRequired[dict[str, Any] | None]


class SegmentChange(TypedDict):
    """Customer segment: the fields to be changed."""

    name: NotRequired[str]
    purpose: NotRequired[str]
    audience: NotRequired[Literal["me", "team", "all", ""]]
    owner: NotRequired[str | None]
    team: NotRequired[str | None]
    custom: NotRequired[dict[str, Any]]


class SegmentNew(TypedDict):
    """Customer segment, to be made."""

    name: str
    purpose: NotRequired[str]
    audience: NotRequired[Literal["me", "team", "all", ""]]
    owner: NotRequired[str | None]
    team: NotRequired[str | None]
    custom: NotRequired[dict[str, Any]]


class SentAgain(TypedDict):
    """How many messages wait for being sent again."""

    messages: int


class SessionsEnded(TypedDict):
    """How many sessions ended."""

    sessions: int


class ShareGiven(TypedDict):
    """With whom a record is shared."""

    person: str | None
    team: str | None
    may_change: bool
    by: str
    at: str


class ShareNew(TypedDict):
    """A person or a team, and whether they may also change it."""

    person: NotRequired[str | None]
    team: NotRequired[str | None]
    may_change: NotRequired[bool]


class Shares(TypedDict):
    """With whom a record is shared."""

    items: list[ShareGiven]


class Snapshot(TypedDict):
    """What the static segment is called; else the segment's name with the day."""

    name: NotRequired[str]


class Stage(TypedDict):
    """Sales stage."""

    id: str
    version: int
    created_at: NotRequired[str | None]
    created_by: NotRequired[str | None]
    changed_at: NotRequired[str | None]
    changed_by: NotRequired[str | None]
    deleted_at: NotRequired[str | None]
    name: NotRequired[str | None]
    pipeline: NotRequired[str | None]
    place: NotRequired[int | None]
    sort: NotRequired[str | None]
    chance: NotRequired[int | None]
    expected_days: NotRequired[int | None]
    criteria: NotRequired[str | None]
    custom: NotRequired[dict[str, Any] | None]


class StageChange(TypedDict):
    """Sales stage: the fields to be changed."""

    custom: NotRequired[dict[str, Any]]


class StageNew(TypedDict):
    """Sales stage, to be made."""

    custom: NotRequired[dict[str, Any]]


class StaticSegment(TypedDict):
    """What it is called, and who is in it."""

    name: str
    customers: NotRequired[list[str]]


class SuggestionGiven(TypedDict):
    """One thing to do next, and why."""

    suggestion: str
    does: str
    because: str
    product: str | None
    ways: list[str]
    expected: OnTop | None


class SuggestionLetBe(TypedDict):
    """Which one, and why not."""

    suggestion: str
    reason: Literal["not_wanted", "already_done", "wrong_time", "wrong_facts", "other"]
    note: NotRequired[str]


class SuggestionMade(TypedDict):
    """What was made of it."""

    kind: str
    id: str
    batch: str


class SuggestionTaken(TypedDict):
    """Which one, and what is made of it."""

    suggestion: str
    way: NotRequired[str]


class Suggestions(TypedDict):
    """The first to do first."""

    items: list[SuggestionGiven]
    is_left_alone: bool


class SureMerged(TypedDict):
    """How many pairs became one, and how many could not."""

    merged: int
    left: int
    batch: str


class TakenBack(TypedDict):
    """A record of which something was taken back."""

    kind: str
    id: str
    version: int


class Target(TypedDict):
    """Target."""

    id: str
    version: int
    created_at: NotRequired[str | None]
    created_by: NotRequired[str | None]
    changed_at: NotRequired[str | None]
    changed_by: NotRequired[str | None]
    deleted_at: NotRequired[str | None]
    level: NotRequired[str | None]
    owner: NotRequired[str | None]
    team: NotRequired[str | None]
    measure: NotRequired[str | None]
    product: NotRequired[str | None]
    period_on: NotRequired[str | None]
    amount_minor: NotRequired[int | None]
    currency: NotRequired[str | None]
    custom: NotRequired[dict[str, Any] | None]


class TargetChange(TypedDict):
    """Target: the fields to be changed."""

    level: NotRequired[Literal["person", "team", "company"]]
    owner: NotRequired[str | None]
    team: NotRequired[str | None]
    measure: NotRequired[Literal["orders", "won"]]
    product: NotRequired[str | None]
    period_on: NotRequired[str]
    amount_minor: NotRequired[int]
    currency: NotRequired[str]
    custom: NotRequired[dict[str, Any]]


class TargetNew(TypedDict):
    """Target, to be made."""

    level: NotRequired[Literal["person", "team", "company"]]
    owner: NotRequired[str | None]
    team: NotRequired[str | None]
    measure: NotRequired[Literal["orders", "won"]]
    product: NotRequired[str | None]
    period_on: str
    amount_minor: int
    currency: NotRequired[str]
    custom: NotRequired[dict[str, Any]]


class TeamChange(TypedDict):
    """What shall be otherwise; what is left out stays."""

    name: NotRequired[str | None]
    part_of: NotRequired[str | None]
    is_region: NotRequired[bool | None]


class TeamGiven(TypedDict):
    """A part of the company."""

    id: str
    name: str
    part_of: str | None
    is_region: bool


class TeamNew(TypedDict):
    """A new part of the company."""

    name: str
    part_of: NotRequired[str | None]
    is_region: NotRequired[bool]


class TeamRead(TypedDict):
    """A part of the company, and who stands in it."""

    id: str
    name: str
    part_of: str | None
    is_region: bool
    people: list[str]


class Teams(TypedDict):
    """The parts of the company."""

    items: list[TeamGiven]


class Territory(TypedDict):
    """Territory."""

    id: str
    version: int
    created_at: NotRequired[str | None]
    created_by: NotRequired[str | None]
    changed_at: NotRequired[str | None]
    changed_by: NotRequired[str | None]
    deleted_at: NotRequired[str | None]
    name: NotRequired[str | None]
    place: NotRequired[int | None]
    is_active: NotRequired[bool | None]
    owner: NotRequired[str | None]
    team: NotRequired[str | None]
    custom: NotRequired[dict[str, Any] | None]


class TerritoryChange(TypedDict):
    """Territory: the fields to be changed."""

    custom: NotRequired[dict[str, Any]]


class TerritoryNew(TypedDict):
    """Territory, to be made."""

    custom: NotRequired[dict[str, Any]]


class Timeline(TypedDict):
    """What happened with a customer, newest first."""

    items: list[TimelineEntry]
    next: str | None


class TimelineEntry(TypedDict):
    """An entry, and what it says in the language that is asked for."""

    said: str
    entry: Activity


class TryGiven(TypedDict):
    """One try: when, how long it took, what the other side said."""

    at: str
    milliseconds: int
    status: int | None
    answer: str
    trouble: str | None


class Unmerged(TypedDict):
    """The records are several again."""

    kind: str
    id: str
    stayed: list[str]


class Visit(TypedDict):
    """Planned visit."""

    id: str
    version: int
    created_at: NotRequired[str | None]
    created_by: NotRequired[str | None]
    changed_at: NotRequired[str | None]
    changed_by: NotRequired[str | None]
    deleted_at: NotRequired[str | None]
    customer: NotRequired[str | None]
    planned_on: NotRequired[str | None]
    purpose: NotRequired[str | None]
    person: NotRequired[str | None]
    owner: NotRequired[str | None]
    status: NotRequired[str | None]
    dropped_because: NotRequired[str | None]
    custom: NotRequired[dict[str, Any] | None]


class VisitChange(TypedDict):
    """Planned visit: the fields to be changed."""

    customer: NotRequired[str]
    planned_on: NotRequired[str]
    purpose: NotRequired[str]
    person: NotRequired[str | None]
    owner: NotRequired[str | None]
    custom: NotRequired[dict[str, Any]]


class VisitNew(TypedDict):
    """Planned visit, to be made."""

    customer: str
    planned_on: str
    purpose: NotRequired[str]
    person: NotRequired[str | None]
    owner: NotRequired[str | None]
    custom: NotRequired[dict[str, Any]]


class WayGiven(TypedDict):
    """One way in which rows may find the records that are there."""

    keys: str
    says: str
    is_usual: bool


class WebhookChange(TypedDict):
    """What shall be otherwise; what is left out stays."""

    name: NotRequired[str | None]
    address: NotRequired[str | None]
    kinds: NotRequired[list[str] | None]
    verbs: NotRequired[list[str] | None]


class WebhookGiven(TypedDict):
    """Who is told of what, and how it stands. Its secret is never given again."""

    id: str
    name: str
    owner: str
    address: str
    kinds: list[str]
    verbs: list[str]
    state: Literal["stopped", "failing", "working", "unused"]
    because: str | None
    waiting: int
    given_up: int
    created_at: str
    last_success_at: str | None
    failing_since: str | None
    stopped_at: str | None


class WebhookMade(TypedDict):
    """The webhook, and what its messages are signed with."""

    webhook: WebhookGiven
    secret: str | None


class WebhookNew(TypedDict):
    """Who shall be told of what."""

    name: str
    address: str
    kinds: NotRequired[list[str]]
    verbs: NotRequired[list[str]]


class WebhookToStart(TypedDict):
    """Whether also what happened since it was stopped is told."""

    with_missed: NotRequired[bool]


class Webhooks(TypedDict):
    """By name."""

    items: list[WebhookGiven]
