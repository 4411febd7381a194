"""A panel out of its file: what is wrong in it is said with the rows in which it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import narwhals as nw

from goodwill.analytics.benefit.pilots.panel import NAMED, Panel, named
from goodwill.analytics.benefit.pilots.panel_reading import Incomplete, of_frame
from goodwill.analytics.errors import AnalyticsError, Undefined
from goodwill.analytics.information.calendar import date_of, first_of_month, month_index
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence
from goodwill.report.pilot.asking import Inputs
from goodwill.warehouse.reading import Survey

YEARS = range(1900, 2101)


def panel_from(frame: Frame, inputs: Inputs) -> Panel:
    """The panel of the file, periods named as people write them.

    Raises
    ------
    Undefined
        Nothing says where the pilot ran; a value is empty, unreadable or there twice.
    AnalyticsError
        As `of_frame`.
    """
    file, survey = inputs.file("panel"), inputs.surveys["panel"]
    frame = _as_told(frame, inputs, file)
    _refuse_unreadable(frame, file)
    _refuse_empty(frame, file)
    _refuse_treated(frame, file)
    _refuse_twice(frame, survey, file)
    _refuse_ended(frame, file)
    incomplete = inputs.asked.incomplete or Incomplete.REFUSE
    if incomplete is Incomplete.REFUSE:
        _refuse_missing(frame, survey, file)
    try:
        panel = of_frame(frame, incomplete=incomplete)
    except AnalyticsError as reason:
        said = Sentence("{file}: {reason}", file=file, reason=reason.sentence)
        raise AnalyticsError(said) from reason
    return replace(panel, periods=_names(panel.periods, survey))


def outcome_name(survey: Survey) -> str:
    """What the file calls the outcome."""
    return survey.sources[0].column("outcome") or "outcome"


def day_in(name: str) -> date | None:
    """The day on which a period of that name begins; None if it is a mere number."""
    for read in (
        date.fromisoformat,
        lambda text: date.fromisoformat(f"{text}-01"),
        _year,
        _quarter,
    ):
        try:
            return read(name)
        except ValueError:
            continue
    return None


def last_day(names: Sequence[str]) -> date | None:
    """The last day of the last period, taken to be as long as the one before."""
    before, last = (day_in(name) for name in names[-2:])
    if before is None or last is None:
        return None
    if last.day == before.day == 1:
        months = (last.year - before.year) * 12 + last.month - before.month
        return first_of_month(month_index(last) + months) - timedelta(days=1)
    return last + (last - before) - timedelta(days=1)


def _year(name: str) -> date:
    if len(name) != 4 or int(name) not in YEARS:
        raise ValueError(name)
    return date(int(name), 1, 1)


def _quarter(name: str) -> date:
    year, _, quarter = name.partition("-Q")
    return date(int(year), 3 * int(quarter) - 2, 1)


def _as_told(frame: Frame, inputs: Inputs, file: str) -> Frame:
    """Where and from when the pilot ran: as the person says, else as the file does."""
    asked, survey = inputs.asked, inputs.surveys["panel"]
    if not asked.ran or asked.since is None:
        _refuse_unsaid(survey, file)
        return frame
    units = frame.select("unit").unique().sort("unit").collect("pyarrow")["unit"].to_list()
    strangers = [unit for unit in asked.ran if unit not in units]
    if strangers:
        raise Undefined(
            Sentence(
                "{file} has no unit {unit}. Its units are {units}.",
                file=file,
                unit=strangers[0],
                units=named([str(unit) for unit in units]),
            )
        )
    is_ran = nw.col("unit").is_in(list(asked.ran)) & (nw.col("period") >= asked.since)
    return frame.with_columns(treated=is_ran.cast(nw.Int64))


def _refuse_unsaid(survey: Survey, file: str) -> None:
    if all(source.column("treated") for source in survey.sources):
        return
    raise Undefined(
        Sentence(
            "{file} does not say where and when the pilot ran. Say it with --ran UNIT and --since "
            "PERIOD, or add a column treated, 1 where it ran and 0 where not (--map treated=NAME).",
            file=file,
        )
    )


def _refuse_unreadable(frame: Frame, file: str) -> None:
    wrong = frame.filter(~nw.col("unreadable").is_null())
    rows, first = _first(wrong, "unreadable")
    if rows:
        raise Undefined(
            Sentence(
                "{file}: {n} row cannot be read ({what}): row {rows}. Mend it, or take the unit "
                "out.",
                "{file}: {n} rows cannot be read ({what}): rows {rows}. Mend them, or take the "
                "units out.",
                file=file,
                n=_count(wrong),
                what=first,
                rows=rows,
            )
        )


def _refuse_empty(frame: Frame, file: str) -> None:
    for column in ("unit", "period", "outcome", "treated"):
        empty = frame.filter(nw.col(column).is_null())
        rows, _ = _first(empty, column)
        if rows:
            raise Undefined(
                Sentence(
                    "{file}: {column} is empty in row {rows}. Fill it, or take the unit out: what "
                    "is not known cannot be compared.",
                    "{file}: {column} is empty in {n} rows: {rows}. Fill them, or take the units "
                    "out: what is not known cannot be compared.",
                    file=file,
                    column=column,
                    n=_count(empty),
                    rows=rows,
                )
            )


def _refuse_treated(frame: Frame, file: str) -> None:
    wrong = frame.filter((nw.col("treated") != 0) & (nw.col("treated") != 1))
    rows, first = _first(wrong, "treated")
    if rows:
        raise Undefined(
            Sentence(
                "{file}, row {rows}: treated is {value}. Write 1 where the pilot ran and 0 where "
                "not.",
                file=file,
                rows=rows,
                value=first,
            )
        )


def _refuse_twice(frame: Frame, survey: Survey, file: str) -> None:
    twice = (
        frame.group_by("unit", "period")
        .agg(n=nw.len().cast(nw.Int64), source_row=nw.col("source_row").min())
        .filter(nw.col("n") > 1)
    )
    table = twice.sort("source_row").head(1).collect("pyarrow").rows(named=True)
    if not table:
        return
    unit, period = table[0]["unit"], table[0]["period"]
    same = frame.filter((nw.col("unit") == unit) & (nw.col("period") == period))
    raise Undefined(
        Sentence(
            "{file}: rows {rows} are all of {unit} in {period}: which one counts is not known. "
            "Keep one, or add them up.",
            file=file,
            rows=_first(same, "unit")[0],
            unit=unit,
            period=_names((str(period),), survey)[0],
        )
    )


def _refuse_ended(frame: Frame, file: str) -> None:
    began = frame.filter(nw.col("treated") == 1).group_by("unit").agg(began=nw.col("period").min())
    after = frame.join(began, on="unit").filter(
        (nw.col("treated") == 0) & (nw.col("period") > nw.col("began"))
    )
    rows, unit = _first(after, "unit")
    if rows:
        raise AnalyticsError(
            Sentence(
                "{file}, row {rows}: the pilot in {unit} ends again. Take out the periods after "
                "it, of every unit: they are neither with it nor without.",
                file=file,
                rows=rows,
                unit=unit,
            )
        )


def _refuse_missing(frame: Frame, survey: Survey, file: str) -> None:
    """Units that lack a period which others have."""
    size = nw.len().cast(nw.Int64)
    counted = frame.group_by("unit").agg(n=size).sort("unit").collect("pyarrow").rows()
    every = frame.select("period").unique().sort("period").collect("pyarrow").rows()
    periods = [int(period) for (period,) in every]
    short = [unit for unit, n in counted if n < len(periods)]
    if not short:
        return
    have = frame.filter(nw.col("unit") == short[0]).select("period").collect("pyarrow").rows()
    missing = sorted(set(periods) - {period for (period,) in have})
    raise Undefined(
        Sentence(
            "{file}: {n} unit misses periods. {unit} has no row for {periods}. Fill them, or "
            "give --incomplete leave-out or --incomplete nought.",
            "{file}: {n} units miss periods: {units}. {unit} has no row for {periods}. Fill "
            "them, or give --incomplete leave-out or --incomplete nought.",
            file=file,
            n=len(short),
            units=named(short),
            unit=short[0],
            periods=named(_names([str(period) for period in missing], survey)),
        )
    )


def _first(frame: Frame, column: str) -> tuple[str, str]:
    """The first rows' numbers, and what stands in `column` of the very first."""
    some = frame.select("source_row", nw.col(column).cast(nw.String)).sort("source_row")
    rows = some.head(NAMED + 1).collect("pyarrow").rows()
    numbers = [str(row) for row, _ in rows[:NAMED]]
    text = ", ".join(numbers) + (" …" if len(rows) > NAMED else "")
    return text, str(rows[0][1]) if rows else ""


def _count(frame: Frame) -> int:
    return int(frame.select(n=nw.len().cast(nw.Int64)).collect().item())


def _names(periods: Sequence[str], survey: Survey) -> tuple[str, ...]:
    """`202403` → `2024-03`, days → dates, as the column was written."""
    form = survey.sources[0].period_formats.get("period")
    way = form.way if form else "number"
    numbers = [int(period) for period in periods]
    if way == "number" and all(_is_month(number) for number in numbers):
        way = "month"
    if form is None and way == "number" and not all(number in YEARS for number in numbers):
        way = "date" if _is_date_column(survey) else way
    return tuple(_name(number, way) for number in numbers)


def _is_date_column(survey: Survey) -> bool:
    source = survey.sources[0]
    column = source.column("period")
    return column is not None and source.source.type_of(column).upper().startswith(_DATES)


_DATES = ("DATE", "TIMESTAMP")


def _is_month(number: int) -> bool:
    return number // 100 in YEARS and 1 <= number % 100 <= 12


def _name(number: int, way: str) -> str:
    if way == "date":
        return date_of(number).isoformat()
    if way == "month":
        return f"{number // 100}-{number % 100:02}"
    if way == "quarter":
        return f"{number // 10}-Q{number % 10}"
    return f"{number // 100}-W{number % 100:02}" if way == "week" else str(number)
