"""The words of a ledger as codes: the few words that occur are looked up, never the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import narwhals as nw

from goodwill.analytics.benefit.costing.naming import catalogue
from goodwill.analytics.benefit.costing.naming.catalogue import CATEGORY_DEFAULTS, SUBCATEGORIES
from goodwill.analytics.benefit.costing.naming.kinds import (
    Behaviour,
    Driver,
    Evidence,
    Nature,
    Recurrence,
    Stage,
    Treatment,
    Worded,
)
from goodwill.analytics.benefit.costing.naming.subcategories import Defaults
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

PLAIN: Mapping[str, type[Worded]] = {
    "stage": Stage,
    "nature": Nature,
    "behaviour": Behaviour,
    "treatment": Treatment,
    "driver": Driver,
    "evidence": Evidence,
    "recurs": Recurrence,
}
WORDED = ("category", "subcategory", *PLAIN)
ASKED = ("nature", "behaviour", "treatment", "evidence")
COLONS = (":", "：")


@dataclass(frozen=True)
class Words:
    """The words that occur in each column of the ledger, and those that nobody knows."""

    found: Mapping[str, tuple[str, ...]]
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def refusals(self, column: str, most: int = 10) -> tuple[Sentence, ...]:
        """What to say of the unknown words of a column: each with the nearest that is known."""
        return tuple(_refusal(column, word) for word in self.unknown.get(column, ())[:most])


def words_of(entries: Frame) -> Words:
    """Every word of the worded columns."""
    return _words_of(entries, WORDED)


def recoded(frame: Frame) -> tuple[Frame, tuple[Sentence, ...]]:
    """Any table whose words should be those of the ledger, such as budgets, and what to say.

    Words that are known become codes, in whichever of the worded columns the table has;
    others stay as they are, and are told with the nearest that is known.
    """
    names = frame.collect_schema().names()
    present = [column for column in WORDED if column in names]
    words = _words_of(frame, present)
    codes = {column: _code_of(column, words) for column in present if column in PLAIN}
    stood = [column for column in ("subcategory", "category") if column in present]
    if "category" in present:
        codes["category"] = nw.coalesce(*(_category_of(column, words) for column in stood))
    if "subcategory" in present:
        codes["subcategory"] = nw.coalesce(*(_subcategory_of(column, words) for column in stood))
    said = frame.with_columns(nw.col(column).alias(f"said_{column}") for column in present)
    told = said.with_columns(
        **{column: nw.coalesce(code, nw.col(f"said_{column}")) for column, code in codes.items()}
    )
    refusals = tuple(one for column in present for one in words.refusals(column))
    return told.select(names), refusals


def coded(entries: Frame, words: Words) -> Frame:
    """The ledger with codes in the place of its words, and the words behind the codes.

    `category` … `recurs` hold codes, or null where nothing or something unknown stood;
    `said_<column>` what stood there. `named_category` is the category that the category's
    own word tells, `named_stage` the stage that any of the words tells; `told_<column>` are
    codes before defaults are filled in.
    """
    kept = entries.with_columns(nw.col(column).alias(f"said_{column}") for column in WORDED)
    told = kept.with_columns(
        own_category=_category_of("category", words),
        own_subcategory=_subcategory_of("category", words),
        own_stage=_stage_of("category", words),
        sub_category=_category_of("subcategory", words),
        sub_subcategory=_subcategory_of("subcategory", words),
        sub_stage=_stage_of("subcategory", words),
        pool_department=_department_of(words),
        **{column: _code_of(column, words) for column in PLAIN},
    )
    unknown_sub = ~nw.col("said_subcategory").is_null() & nw.col("sub_category").is_null()
    unknown_stage = ~nw.col("said_stage").is_null() & nw.col("stage").is_null()
    return told.with_columns(
        *(nw.col(column).alias(f"told_{column}") for column in ASKED),
        is_unknown_sub=unknown_sub,
        is_unknown_stage=unknown_stage,
        named_category=nw.col("own_category"),
        category=nw.coalesce("sub_category", "own_category"),
        subcategory=nw.coalesce("sub_subcategory", "own_subcategory"),
        named_stage=nw.coalesce("stage", "sub_stage", "own_stage"),
        driver=nw.coalesce("driver", "said_driver"),
        department=nw.coalesce("department", "pool_department"),
    ).drop(*_OWN, "pool_department")


def completed(entries: Frame) -> Frame:
    """Fills what an entry does not say from the defaults of its sub-category or category.

    An asset is bought only where one is named: a default of `capex` without it is `one-off`,
    marked in `at_once`. What recurs is recurring.
    """
    names_asset = ~nw.col("asset_id").is_null()
    filled = entries.with_columns(
        stage=nw.coalesce(nw.col("named_stage"), _default(lambda one: one.stage)),
        nature=nw.coalesce(nw.col("nature"), _default(lambda one: one.nature)),
        treatment=nw.coalesce(nw.col("treatment"), _default(lambda one: one.treatment)),
        usual=_default(lambda one: one.behaviour),
        usual_driver=_default(lambda one: one.driver),
        is_estimate=(nw.col("evidence") == Evidence.ESTIMATE.value).fill_null(False).cast(nw.Int64),
    )
    is_direct = nw.col("treatment") == Treatment.DIRECT.value
    usual = filled.with_columns(
        usual=nw.when(~nw.col("recurs").is_null())
        .then(nw.lit(Behaviour.RECURRING.value))
        .when(names_asset & (nw.col("nature") == Nature.CASH.value))
        .then(nw.lit(Behaviour.CAPEX.value))
        .otherwise(nw.col("usual")),
        driver=nw.coalesce(
            nw.col("driver"), nw.when(is_direct).then(nw.col("usual_driver"))
        ).fill_null(Driver.NONE.value),
    )
    unasked = nw.col("behaviour").is_null() & (nw.col("usual") == Behaviour.CAPEX.value)
    at_once = unasked & ~names_asset
    return usual.with_columns(
        at_once=at_once.fill_null(False),
        behaviour=nw.coalesce(
            nw.col("behaviour"),
            nw.when(at_once).then(nw.lit(Behaviour.ONE_OFF.value)),
            nw.col("usual"),
        ),
    ).drop("usual", "usual_driver")


_OWN = (
    *("own_category", "own_subcategory", "own_stage"),
    *("sub_category", "sub_subcategory", "sub_stage"),
)


def _words_of(frame: Frame, columns: Sequence[str]) -> Words:
    found = _distinct(frame, columns)
    known = {column: _known(column) for column in columns}
    unknown = {
        column: tuple(word for word in found[column] if not known[column](word))
        for column in columns
    }
    return Words(found, {column: words for column, words in unknown.items() if words})


def _distinct(frame: Frame, columns: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """The words of each column, in one question."""
    each = [
        frame.filter(~nw.col(column).is_null())
        .select(column=nw.lit(column), word=nw.col(column))
        .unique()
        for column in columns
    ]
    found: dict[str, list[str]] = {column: [] for column in columns}
    for column, word in nw.concat(each).collect("pyarrow").rows():
        found[str(column)].append(str(word))
    return {column: tuple(sorted(words)) for column, words in found.items()}


def _known(column: str) -> Callable[[str], bool]:
    if column in ("category", "subcategory"):
        return lambda word: catalogue.named(word, sub=column == "subcategory") is not None
    return lambda word: _plain(column, word) is not None


def _plain(column: str, word: str) -> str | None:
    return PLAIN[column].vocabulary().code(_parted(column, word)[0])


def _parted(column: str, word: str) -> tuple[str, str | None]:
    """`pool:Sales` names the department behind the colon."""
    if column == "treatment":
        for colon in COLONS:
            before, found, after = word.partition(colon)
            if found:
                return before, after.strip() or None
    return word, None


def _refusal(column: str, word: str) -> Sentence:
    if column == "category":
        return catalogue.anything().refusal(word)
    if column == "subcategory":
        return catalogue.subcategories().refusal(word)
    return PLAIN[column].vocabulary().refusal(word)


def _category_of(column: str, words: Words) -> nw.Expr:
    named = _named(column, words)
    return _mapped(f"said_{column}", {word: one.category.value for word, one in named.items()})


def _subcategory_of(column: str, words: Words) -> nw.Expr:
    named = _named(column, words).items()
    codes = {word: one.subcategory.code for word, one in named if one.subcategory}
    return _mapped(f"said_{column}", codes)


def _stage_of(column: str, words: Words) -> nw.Expr:
    named = _named(column, words).items()
    return _mapped(f"said_{column}", {word: one.stage.value for word, one in named if one.stage})


def _named(column: str, words: Words) -> Mapping[str, catalogue.Named]:
    sub = column == "subcategory"
    found = {word: catalogue.named(word, sub=sub) for word in words.found[column]}
    return {word: one for word, one in found.items() if one is not None}


def _code_of(column: str, words: Words) -> nw.Expr:
    codes = {word: _plain(column, word) for word in words.found[column]}
    return _mapped(f"said_{column}", {word: code for word, code in codes.items() if code})


def _department_of(words: Words) -> nw.Expr:
    names = {word: _parted("treatment", word)[1] for word in words.found["treatment"]}
    return _mapped("said_treatment", {word: name for word, name in names.items() if name})


def _mapped(column: str, codes: Mapping[str, str]) -> nw.Expr:
    """The code of each word; null for any other. One branch for each code, not each word."""
    by_code: dict[str, list[str]] = {}
    for word, code in codes.items():
        by_code.setdefault(code, []).append(word)
    return _chosen(nw.col(column), by_code)


def _default(of: Callable[[Defaults], str]) -> nw.Expr:
    """A default by sub-category, else by category."""
    subs: dict[str, list[str]] = {}
    for each in SUBCATEGORIES:
        subs.setdefault(str(of(each.defaults)), []).append(each.code)
    whole: dict[str, list[str]] = {}
    for category, defaults in CATEGORY_DEFAULTS.items():
        whole.setdefault(str(of(defaults)), []).append(category.value)
    by_sub = _chosen(nw.col("subcategory"), subs)
    return nw.coalesce(by_sub, _chosen(nw.col("category"), whole))


def _chosen(column: nw.Expr, by_value: Mapping[str, Iterable[str]]) -> nw.Expr:
    nothing = nw.lit(None, dtype=nw.String)
    branches = [
        nw.when(column.is_in(list(words))).then(nw.lit(value)) for value, words in by_value.items()
    ]
    return nw.coalesce(*branches, nothing) if branches else nothing
