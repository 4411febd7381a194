"""What was done with and for customers: contacts, cases, sales, messages, answers."""

from __future__ import annotations

from goodwill.analytics.tables.contract import (
    CAMPAIGN,
    CHANNEL,
    CURRENCY,
    CUSTOMER,
    DEPARTMENT,
    EMPLOYEE,
    ISSUE,
    PRODUCT,
    REGION,
    amount,
    count,
    dated,
    flag,
    number,
    recorded,
    text,
)
from goodwill.language import Sentence

SCALE = (
    number("score", Sentence("The answer; empty if there is none.")),
    number("scale_min", Sentence("The lowest answer possible.")),
    number("scale_max", Sentence("The highest answer possible.")),
)

INTERACTIONS = recorded(
    "interactions",
    Sentence("Every contact with a customer: one row per visit, call, chat, meeting …"),
    text("interaction_id", Sentence("The contact.")),
    *(CUSTOMER, EMPLOYEE, DEPARTMENT, REGION, CHANNEL, PRODUCT, ISSUE),
    text("kind", Sentence("`visit`, `call`, `e-mail`, `chat`, `meeting` …")),
    text("direction", Sentence("`inbound` or `outbound`.")),
    text("purpose", Sentence("`sales`, `service`, `care`, `win-back`, `cross-sell` …")),
    text("case_id", Sentence("The case that it belongs to.")),
    dated("started", Sentence("The day of the contact.")),
    count("minutes", Sentence("How long it took, without travel."), "minutes"),
    count("travel_minutes", Sentence("How long the way there and back took."), "minutes"),
    count(
        "search_seconds",
        Sentence("How long information was looked for; a pause counts as 120 seconds at most."),
        "seconds",
    ),
    count("wait_minutes", Sentence("How long the customer waited."), "minutes"),
    flag("completed", Sentence("1 if it took place, 0 if it was cancelled or abandoned.")),
    flag("answered", Sentence("0 if nobody could answer and no source was found, else 1.")),
    flag("offered", Sentence("1 if something was offered.")),
    flag("accepted", Sentence("1 if the offer was accepted within 14 days.")),
    flag("outage", Sentence("1 if a fault of ours caused it.")),
)

ORDER_HANDLING = recorded(
    "order_handling",
    Sentence("How orders went through the house: one row per order."),
    text("order_id", Sentence("The order.")),
    *(CUSTOMER, EMPLOYEE, DEPARTMENT, CHANNEL, REGION, PRODUCT),
    dated("received", Sentence("When it came in.")),
    dated("released", Sentence("When it was released.")),
    count(
        "processing_minutes",
        Sentence("Working time from receipt to release, without time on hold."),
        "minutes",
    ),
    count("held_minutes", Sentence("Working time held for credit."), "minutes"),
    text(
        "error",
        Sentence("`price`, `item`, `quantity`, `address` or `date` if it was wrong; else empty."),
    ),
)

CASES = recorded(
    "cases",
    Sentence("What customers asked, complained of or had repaired: one row per case."),
    text("case_id", Sentence("The case.")),
    *(CUSTOMER, EMPLOYEE, DEPARTMENT, CHANNEL, REGION, PRODUCT, ISSUE),
    text("kind", Sentence("`question`, `complaint`, `repair`.")),
    text("priority", Sentence("`low`, `normal`, `high`.")),
    text("duplicate_of", Sentence("The case that it repeats.")),
    dated("opened", Sentence("When it was opened.")),
    dated("closed", Sentence("When it was solved; empty while it is open.")),
    dated("reopened", Sentence("When it was opened again.")),
    count("reply_minutes", Sentence("Working time to the first reply."), "minutes"),
    count("solve_minutes", Sentence("Working time to the solution, ours only."), "minutes"),
    count("promised_reply_minutes", Sentence("The time promised for a reply."), "minutes"),
    count("promised_solve_minutes", Sentence("The time promised for a solution."), "minutes"),
    count("contacts", Sentence("Contacts until it was solved.")),
    count("handoffs", Sentence("Changes of the responsible department, planned ones left out.")),
)

CASE_EVENTS = recorded(
    "case_events",
    Sentence("What happened with a case: one row per event."),
    text("case_id", Sentence("The case.")),
    text("event", Sentence("`opened`, `replied`, `handed over`, `solved`, `reopened`.")),
    *(EMPLOYEE, DEPARTMENT),
    dated("happened", Sentence("When it happened.")),
)

LEADS = recorded(
    "leads",
    Sentence("Who might become a customer: one row per lead."),
    text("lead_id", Sentence("The lead.")),
    *(CUSTOMER, EMPLOYEE, CHANNEL, REGION, CAMPAIGN),
    text("source", Sentence("Where it came from: trade fair, web form, recommendation …")),
    text("status", Sentence("`new`, `qualified`, `disqualified`, `converted`.")),
    text("duplicate_of", Sentence("The lead that it repeats.")),
    dated("created", Sentence("When it came in.")),
    dated("qualified", Sentence("When it was found worth pursuing.")),
    dated("converted", Sentence("When it became a customer.")),
    dated("ordered", Sentence("When it first ordered.")),
)

OPPORTUNITIES = recorded(
    "opportunities",
    Sentence("Sales that may come: one row per opportunity."),
    text("opportunity_id", Sentence("The opportunity.")),
    text("lead_id", Sentence("The lead that it came from.")),
    *(CUSTOMER, EMPLOYEE, DEPARTMENT, REGION, PRODUCT),
    text("source", Sentence("Where it came from: trade fair, web form, recommendation …")),
    text("status", Sentence("`open`, `won` or `lost`.")),
    text("stage", Sentence("The stage that it is in.")),
    text("lost_reason", Sentence("Why it was lost.")),
    amount("amount_minor", Sentence("What it would bring.")),
    CURRENCY,
    dated("opened", Sentence("The first contact.")),
    dated("closed", Sentence("When it was won or lost; empty while it is open.")),
)

STAGE_CHANGES = recorded(
    "stage_changes",
    Sentence("How opportunities moved: one row per stage entered."),
    text("opportunity_id", Sentence("The opportunity.")),
    text("from_stage", Sentence("The stage that it left; empty for the first.")),
    text("to_stage", Sentence("The stage that it entered.")),
    EMPLOYEE,
    dated("entered", Sentence("When it entered the stage.")),
    amount("amount_minor", Sentence("What it would bring, as thought then.")),
    number("chance", Sentence("The chance of winning it, as thought then.")),
)

TARGETS = recorded(
    "targets",
    Sentence("What is to be sold: one row per person or team and month."),
    text("level", Sentence("`person`, `team` or `company`.")),
    *(EMPLOYEE, DEPARTMENT, REGION, PRODUCT),
    dated("period", Sentence("The first day of the month.")),
    amount("target_minor", Sentence("What is to be sold.")),
    CURRENCY,
)

MESSAGES = recorded(
    "messages",
    Sentence("What was sent to customers, and what was kept from being sent: one row each."),
    text("message_id", Sentence("The message.")),
    *(CUSTOMER, CAMPAIGN, EMPLOYEE, CHANNEL, REGION),
    text("purpose", Sentence("`promotion`, `care` or `service`.")),
    dated("sent", Sentence("When it was sent or kept back.")),
    text("blocked", Sentence("Why it was kept back; empty if it was sent.")),
    flag("allowed", Sentence("1 if the customer allowed the channel for it.")),
    flag("delivered", Sentence("1 if it arrived.")),
    flag("duplicate", Sentence("1 if the same had been sent before.")),
    dated("responded", Sentence("When the customer responded.")),
    amount("cost_minor", Sentence("What it cost.")),
    amount(
        "expected_minor",
        Sentence("The margin expected of it when it was sent; empty if nobody reckoned."),
    ),
)

TOUCHES = recorded(
    "touches",
    Sentence("Which channels reached a customer, in their order: one row per contact."),
    *(CUSTOMER, CAMPAIGN, CHANNEL),
    dated("touched", Sentence("The day of the contact.")),
)

SURVEY_ANSWERS = recorded(
    "survey_answers",
    Sentence("What customers were asked and answered: one row per question asked."),
    text("survey", Sentence("The survey or its wave.")),
    *(CUSTOMER, EMPLOYEE, CHANNEL, REGION, PRODUCT),
    text(
        "question",
        Sentence(
            "`satisfaction`, `recommend` (0–10), a dimension such as `quality` or `response`, or "
            "`identification`, `trust`, `attachment`."
        ),
    ),
    *SCALE,
    dated("asked", Sentence("When it was asked.")),
    dated("answered", Sentence("When it was answered; empty if never.")),
    flag("bounced", Sentence("1 if the invitation did not arrive.")),
)

REFERRALS = recorded(
    "referrals",
    Sentence("Who recommended us to whom: one row per referral."),
    text("referrer_id", Sentence("The customer who recommended us.")),
    text("customer_id", Sentence("The one to whom we were recommended.")),
    CHANNEL,
    dated("referred", Sentence("When it was recorded.")),
    dated("bought", Sentence("When the one referred first bought; empty if not yet.")),
)

COMMUNITY = recorded(
    "community",
    Sentence("What members of the community did: one row per registration, post, answer, rating."),
    text("member_id", Sentence("The member.")),
    text("customer_id", Sentence("The customer that the member is.")),
    text("kind", Sentence("`registered`, `posted`, `answered` or `rated`.")),
    flag("staff", Sentence("1 if it is one of our people.")),
    dated("happened", Sentence("When it happened.")),
)

PORTAL_SESSIONS = recorded(
    "portal_sessions",
    Sentence("Customers helping themselves: one row per visit to the portal."),
    text("session_id", Sentence("The visit.")),
    *(CUSTOMER, CHANNEL, ISSUE),
    dated("started", Sentence("When it began.")),
    flag("solved", Sentence("1 if the customer found what was looked for.")),
    flag("out_of_hours", Sentence("1 if it was outside of office hours.")),
)

MARKET = recorded(
    "market",
    Sentence("The market as others see it: one row per month, region and product family."),
    dated("period", Sentence("The first day of the month.")),
    REGION,
    text("category", Sentence("The product family.")),
    amount("market_minor", Sentence("Sales of the whole market.")),
    number("market_index", Sentence("Sales of the market, 1 in the base month.")),
    number("calendar_index", Sentence("Working days against an average month.")),
    text("source", Sentence("Who published it.")),
    CURRENCY,
)

INVOICES = recorded(
    "invoices",
    Sentence("What was invoiced, paid and written off: one row per invoice."),
    text("invoice_id", Sentence("The invoice.")),
    *(CUSTOMER, REGION),
    dated("invoiced", Sentence("When it was written.")),
    dated("due", Sentence("When it is due; the same day if it is not on credit.")),
    dated("paid", Sentence("When it was paid; empty while it is open.")),
    amount("amount_minor", Sentence("What it asks for.")),
    amount("written_off_minor", Sentence("What was given up of it.")),
    dated("written_off", Sentence("When that was given up.")),
    flag("disputed", Sentence("1 if the customer objects to it.")),
    number("default_chance", Sentence("The chance that it is not paid.")),
    number("loss_share", Sentence("What would be lost of it then.")),
    CURRENCY,
)
