"""A small company whose costs are known by hand, as files that a person would have.

Service costs 1,000.00 in March and can practically work 800 minutes: 1.25 a minute. C1 took
60 minutes (75.00) and 50.00 of its own. C2 took 60 + 10 of travel + 5 for each of 2 pallets =
80 minutes (100.00). 660 minutes were not used: 825.00. 200.00 stay with the company, and 30.00
are to be shared out by touches that nobody counted. Together 1,280.00.
"""

from __future__ import annotations

from pathlib import Path

LEDGER = """entry_id,date,amount,category,treatment,driver,department,customer_id,stage,evidence
E1,2026-03-05,1000.00,people,pool,,service,,,payroll
E2,2026-03-06,50.00,marketing,direct,,,C1,retain,estimate
E3,2026-03-07,200.00,software,sustaining,,,,,invoice
E4,2026-03-08,30.00,marketing,direct,touches,,,,invoice
E5,2026-03-09,77.00,peeple,pool,,service,,,invoice
"""
ACTIVITIES = """activity_id,kind,customer_id,department,done_on,minutes,travel,pallets,channel
A1,visit,C1,service,2026-03-10,60,,0,field
A2,visit,C2,service,2026-03-11,,10,2,field
"""
EQUATIONS = """[equations]
visit = "60 + travel + 5·pallets"
"""
CAPACITY = """department,period_on,people,paid_minutes,users
service,2026-03-01,1,1000,1
"""
ORDERS = [
    "order_no,customer_id,order_date,amount,cost",
    "2,C2,2026-03-03,120.00,50.00",
    *(f"{n},C{n},2026-03-{n + 1:02},300.00,100.00" for n in (1, *range(3, 11))),
]
IDENTITY = {
    "ledger": 128_000,
    "customers": 22_500,
    "others": 0,
    "unused": 82_500,
    "sustaining": 20_000,
    "unassigned": 3_000,
    "difference": 0,
}


def files(folder: Path) -> dict[str, Path]:
    """The ledger and what stands beside it, written to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "ledger": LEDGER,
        "activities": ACTIVITIES,
        "capacity": CAPACITY,
        "orders": "\n".join(ORDERS) + "\n",
    }
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "equations.toml").write_text(EQUATIONS, encoding="utf-8")
    found = {name: folder / f"{name}.csv" for name in texts}
    return found | {"equations": folder / "equations.toml"}


def monthly(folder: Path) -> Path:
    """Two years of one rent, 100.00 a month and 900.00 in the last; and 50.00 of a pool."""
    rows = ["entry_id,date,amount,category,treatment,vendor,evidence,department"]
    for month in range(24):
        day = f"{2024 + month // 12}-{month % 12 + 1:02}-10"
        amount = "900.00" if month == 23 else f"{100 + month % 3}.00"
        rows.append(f"R{month},{day},{amount},infrastructure,sustaining,Landlord,invoice,")
    rows.append("P1,2025-12-05,50.00,people,pool,,payroll,service")
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "rent.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file
