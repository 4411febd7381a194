"""`programme.toml`: the CRM programme of the simulated company as a person would write it down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from goodwill.demo.calendar import as_date
from goodwill.demo.columns import Ints
from goodwill.demo.company import Company
from goodwill.demo.programme import FLOWS, GOALS, PROGRAMME, RISKS, in_fen

COSTS: tuple[tuple[str, str, dict[str, str], tuple[float, ...]], ...] = (
    # id, category, whose entries of the ledger it is, share of what is planned in each year
    ("licences", "licences", {}, (0.10, 0.45, 0.48, 0.48)),
    ("set-up", "customisation", {}, (0.55, 0.10, 0.05, 0.05)),
    ("team", "pay", {"department": "IT"}, (0.20, 0.35, 0.42, 0.42)),
    ("training", "courses", {}, (0.15, 0.10, 0.05, 0.05)),
)
BENEFITS = (
    # id, name, kind, grade, stage, owner, share of what the programme brings
    ("BEN-01", "Cross-selling by campaigns", "revenue margin", "A", "expand", "陈静", 0.29),
    ("BEN-02", "Fewer calls by self-service", "cost avoided", "C", "retain", "刘洋", 0.20),
    ("BEN-03", "After-sales visits keep customers", "revenue margin", "B", "retain", "赵磊", 0.17),
    ("BEN-04", "Key accounts buy more", "revenue margin", "D", "expand", "孙丽", 0.26),
    ("BEN-05", "Fewer errors in orders", "cost avoided", "E", "shared", "周敏", 0.08),
)


def programme_text(company: Company) -> str:
    """The same flows as in `programme_flows`, told by cost and by benefit."""
    return "\n".join(_lines(company)) + "\n"


def _lines(company: Company) -> Iterator[str]:
    (_, brings, takes, benefit_risk, cost_risk), *others = FLOWS
    yield f'programme = "{PROGRAMME}"'
    yield 'currency = "CNY"'
    yield f"starts_on = {company.opened_on}"
    yield f"as_of = {company.as_of}"
    parts = _parts(in_fen(company, takes), [shares for *_, shares in COSTS])
    for (name, category, of, _), amounts in zip(COSTS, parts, strict=True):
        yield from ("", "[[costs]]", f'id = "{name}"', f'category = "{category}"')
        yield from ('stage = "shared"', f"amounts = {_yuan(amounts)}", f"risk = {cost_risk}")
        entries = {"subcategory": category, **of}
        meant = ", ".join(f'{column} = "{word}"' for column, word in entries.items())
        yield f"ledger = {{{meant}}}"
    split = _parts(in_fen(company, brings), [(share,) for *_, share in BENEFITS])
    for (name, label, kind, grade, stage, owner, _), amounts in zip(BENEFITS, split, strict=True):
        yield from ("", "[[benefits]]", f'id = "{name}"', f'name = "{label}"', f'kind = "{kind}"')
        yield from (f'stage = "{stage}"', f'owner = "{owner}"', f"amounts = {_yuan(amounts)}")
        yield from (f'grade = "{grade}"', f"risk = {benefit_risk}")
        yield from ("margin_rate = 1",) if kind == "revenue margin" else ()
        yield from ("attribution = 1",) if grade in "DE" else ()
    for name, gains, costs, less, more in others:
        yield from (
            "",
            "[[alternatives]]",
            f'id = "{name.lower().replace(" ", "-")}"' if name else "",
        )
        yield from (f'name = "{name}"', f"benefits = {_yuan(in_fen(company, gains), 1 - less)}")
        yield f"costs = {_yuan(in_fen(company, costs), 1 + more)}"
    yield from _risks(company)
    yield from _goals(company)


def _risks(company: Company) -> Iterator[str]:
    for name, kind, phase, owner, chance, impact, opened, closed in RISKS:
        is_open = closed is None or company.start_day + closed >= company.end_day
        if company.start_day + opened >= company.end_day or not is_open:
            continue
        yield from ("", "[[risks]]", f'id = "{name}"', f'kind = "{kind}"', f'phase = "{phase}"')
        yield from (f'owner = "{owner}"',) if owner else ()
        yield from (f"probability = {chance}", f"impact = {_yuan(in_fen(company, [impact]))[1:-1]}")


def _goals(company: Company) -> Iterator[str]:
    for at, (goal, phase, department, due, reached) in enumerate(GOALS, start=1):
        day = company.start_day + due
        yield from ("", "[[goals]]", f'id = "goal-{at}"', f'name = "{goal}"', f'phase = "{phase}"')
        yield from (f'department = "{department}"', f"due = {as_date(day)}")
        if reached is not None and day < company.end_day:
            yield f"reached = {'true' if reached else 'false'}"


def _parts(whole: Ints, shares: Sequence[tuple[float, ...]]) -> list[Ints]:
    """Split to the fen: the last part takes what rounding leaves."""
    parts = [np.rint(whole * np.array(share)).astype(np.int64) for share in shares[:-1]]
    return [*parts, whole - np.sum(parts, axis=0)]


def _yuan(fen: Ints, factor: float = 1.0) -> str:
    amounts = np.rint(fen * factor).astype(np.int64)
    return "[" + ", ".join(f"{each // 100}.{each % 100:02d}" for each in amounts.tolist()) + "]"
