"""What the company's own people did, learned, used and felt."""

from __future__ import annotations

from goodwill.analytics.tables.contract import (
    CURRENCY,
    DEPARTMENT,
    EMPLOYEE,
    REGION,
    amount,
    count,
    dated,
    flag,
    number,
    recorded,
    text,
)
from goodwill.analytics.tables.execution import SCALE
from goodwill.language import Sentence

ROLE = text("role", Sentence("What the employee does: sales, service, marketing …"))
PROCESS = text("process", Sentence("The business process."))

WORK_DAYS = recorded(
    "work_days",
    Sentence("Who worked when, and on what: one row per employee and day."),
    *(EMPLOYEE, DEPARTMENT, REGION, ROLE),
    dated("worked", Sentence("The day.")),
    number("day_share", Sentence("Which part of a working day it was.")),
    count("worked_minutes", Sentence("Time worked."), "minutes"),
    count("selling_minutes", Sentence("Time with customers, selling."), "minutes"),
    count("admin_minutes", Sentence("Time on administration."), "minutes"),
)

PROCESSES = recorded(
    "processes",
    Sentence("Work done once: one row per run of a business process."),
    text("process_id", Sentence("The run.")),
    *(PROCESS, DEPARTMENT, EMPLOYEE),
    dated("started", Sentence("When it began.")),
    dated("ended", Sentence("When it ended; empty while it is open.")),
    count("working_minutes", Sentence("Working time from beginning to end."), "minutes"),
    flag("corrected", Sentence("1 if an error of handling had to be corrected.")),
    flag("system_error", Sentence("1 if a system caused the error.")),
)

EMPLOYEE_ANSWERS = recorded(
    "employee_answers",
    Sentence("What employees were asked and answered: one row per question asked."),
    text("survey", Sentence("The survey or its wave.")),
    *(EMPLOYEE, DEPARTMENT, REGION, ROLE),
    text("question", Sentence("`satisfaction`, `crm helps` …")),
    *SCALE,
    dated("asked", Sentence("When it was asked.")),
    dated("answered", Sentence("When it was answered; empty if never.")),
)

ANNOYANCES = recorded(
    "annoyances",
    Sentence("What annoyed employees: one row per report, without a name."),
    *(DEPARTMENT, PROCESS),
    text("cause", Sentence("The cause, in a code.")),
    count("minutes", Sentence("Time lost."), "minutes"),
    dated("reported", Sentence("When it was reported.")),
)

TRAININGS = recorded(
    "trainings",
    Sentence("Who learned what: one row per employee and course."),
    text("course", Sentence("The course.")),
    *(EMPLOYEE, DEPARTMENT),
    dated("taken", Sentence("When it was taken.")),
    number("before_score", Sentence("Points in the test before, of 100.")),
    number("after_score", Sentence("Points in the test after, of 100.")),
    flag("passed", Sentence("1 if it was passed.")),
    amount("cost_minor", Sentence("What it cost.")),
    CURRENCY,
)

USERS = recorded(
    "users",
    Sentence("Who has a licence for the CRM: one row per user."),
    text("user_id", Sentence("The user.")),
    *(EMPLOYEE, DEPARTMENT, REGION, ROLE),
    dated("licensed", Sentence("From when on.")),
    dated("ended", Sentence("The first day without; empty while it lasts.")),
)

USE_DAYS = recorded(
    "use_days",
    Sentence("Who used the CRM: one row per user, day and device."),
    text("user_id", Sentence("The user.")),
    *(DEPARTMENT, REGION, ROLE),
    text("device", Sentence("`mobile` or `desktop`.")),
    dated("used", Sentence("The day.")),
    count("actions", Sentence("Records made or changed; logging in does not count.")),
    count("offline_actions", Sentence("Those made offline and sent later.")),
    count("sync_seconds", Sentence("How long they took to arrive."), "seconds"),
)

MEETINGS = recorded(
    "meetings",
    Sentence("Time spent deciding and agreeing: one row per meeting or exchange."),
    DEPARTMENT,
    text("project", Sentence("What it was for.")),
    text("purpose", Sentence("`decision` or `coordination`.")),
    dated("held", Sentence("When it took place.")),
    count("minutes", Sentence("Its length times its people."), "minutes"),
    amount("hourly_minor", Sentence("What an hour of one of them costs, all included.")),
    CURRENCY,
)

DATA_PROFILE = recorded(
    "data_profile",
    Sentence("How complete records are: one row per field, source and measurement."),
    text("source", Sentence("The system.")),
    DEPARTMENT,
    text("field", Sentence("The field.")),
    dated("measured", Sentence("When it was measured.")),
    count("required", Sentence("Records that need it.")),
    count("filled", Sentence("Records that have it and are younger than the limit.")),
)

RECORD_MATCHES = recorded(
    "record_matches",
    Sentence("How many records mean the same customer: one row per source and measurement."),
    text("source", Sentence("The system.")),
    DEPARTMENT,
    dated("measured", Sentence("When it was measured.")),
    count("records", Sentence("Records in all.")),
    count("confirmed", Sentence("Records beyond the first of a confirmed group.")),
    count("candidates", Sentence("Records beyond the first of a suspected group.")),
    count("customers", Sentence("Customers in all.")),
    count("linked", Sentence("Customers found in every source.")),
)
