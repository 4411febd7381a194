"""Why a row of the ledger is set aside: one reason a row, the first that applies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goodwill.language import Sentence


@dataclass(frozen=True)
class Reason:
    """Why a row does not count: a code for files, a label, and what to do about it."""

    code: str
    label: Sentence
    remedy: Sentence


REASONS: tuple[Reason, ...] = (
    Reason(
        "unreadable_row",
        Sentence("Row cannot be read"),
        Sentence("The row is broken, for example by a quote that is never closed. Mend it."),
    ),
    Reason(
        "unreadable_date",
        Sentence("Date cannot be read"),
        Sentence("What stands in the date column is no date that we know. Mend it."),
    ),
    Reason(
        "unreadable_amount",
        Sentence("Amount cannot be read"),
        Sentence("What stands in the amount column is not a number. Mend it."),
    ),
    Reason(
        "unreadable_number",
        Sentence("Rate cannot be read"),
        Sentence("What stands in the rate column is not a number. Mend it."),
    ),
    Reason(
        "no_date",
        Sentence("No date"),
        Sentence("Without its day of service a cost belongs to no month. Fill it in."),
    ),
    Reason(
        "no_amount",
        Sentence("No amount"),
        Sentence("Without an amount there is no cost. Fill it in."),
    ),
    Reason(
        "edited",
        Sentence("Same number, different content"),
        Sentence(
            "Entries are never edited, and nobody can tell which of these rows holds. Keep the "
            "first, take it back with a reversal and enter the new one under a number of its own."
        ),
    ),
    Reason(
        "copy",
        Sentence("Exact copy"),
        Sentence("The row repeats another of the same number in every column; one counts."),
    ),
    Reason(
        "copy_without_number",
        Sentence("Exact copy without a number"),
        Sentence(
            "The row repeats another in every column and neither has a number; one counts. If "
            "both are real, give each a number."
        ),
    ),
    Reason(
        "after_as_of",
        Sentence("After the as-of date"),
        Sentence("The cost is dated later than the day the figures speak of."),
    ),
    Reason(
        "zero_amount",
        Sentence("Amount is zero"),
        Sentence("A cost of nothing changes nothing."),
    ),
    Reason(
        "negative",
        Sentence("Negative amount that is no reversal"),
        Sentence("Only a reversal may be negative. Name the entry that it takes back."),
    ),
    Reason(
        "positive_reversal",
        Sentence("Reversal with a positive amount"),
        Sentence("A reversal takes back: its amount is negative. Give it a minus."),
    ),
    Reason(
        "unknown_category",
        Sentence("Unknown category"),
        Sentence("The word is none of the 11 categories. Correct it."),
    ),
    Reason(
        "unknown_subcategory",
        Sentence("Unknown sub-category"),
        Sentence("The word is none of the 37 sub-categories. Correct it or leave it out."),
    ),
    Reason(
        "no_category",
        Sentence("No category"),
        Sentence("Without a category nobody knows what the money was for. Fill it in."),
    ),
    Reason(
        "subcategory_elsewhere",
        Sentence("Sub-category of another category"),
        Sentence("The sub-category belongs to another category. Correct one of the two."),
    ),
    Reason(
        "unknown_stage",
        Sentence("Unknown stage"),
        Sentence("Stages are acquire, retain, expand, churn and shared. Correct the word."),
    ),
    Reason(
        "unknown_nature",
        Sentence("Unknown nature"),
        Sentence("A cost is cash, depreciation, imputed or memo. Correct the word."),
    ),
    Reason(
        "unknown_behaviour",
        Sentence("Unknown behaviour"),
        Sentence("A cost is one-off, recurring, volume-driven or capex. Correct the word."),
    ),
    Reason(
        "unknown_treatment",
        Sentence("Unknown treatment"),
        Sentence("A cost is direct, pool, platform or sustaining. Correct the word."),
    ),
    Reason(
        "unknown_interval",
        Sentence("Unknown interval"),
        Sentence("A cost comes again monthly, quarterly or yearly. Correct the word."),
    ),
    Reason(
        "campaign_without_stage",
        Sentence("Campaign without a stage"),
        Sentence(
            "A campaign wins, keeps, develops or wins back customers. Say which: acquire, "
            "retain, expand or churn."
        ),
    ),
    Reason(
        "capex_without_asset",
        Sentence("Asset bought without its number"),
        Sentence("Capex buys an asset. Name it, and list it among the assets."),
    ),
    Reason(
        "unknown_asset",
        Sentence("Asset is not in the list"),
        Sentence(
            "Without its life and its method the asset cannot be depreciated. Add it to the assets."
        ),
    ),
    Reason(
        "refused_asset",
        Sentence("Asset was set aside"),
        Sentence("The asset cannot be depreciated as it is listed. Correct it there."),
    ),
    Reason(
        "depreciation_twice",
        Sentence("Depreciation of a listed asset"),
        Sentence(
            "The asset is in the list and is depreciated from there; the entry would count it a "
            "second time. Take one of the two out."
        ),
    ),
    Reason(
        "capex_again",
        Sentence("Asset bought again and again"),
        Sentence("An asset is bought once. Leave the interval out, or the capex."),
    ),
    Reason(
        "ends_first",
        Sentence("Ends before it begins"),
        Sentence("A recurring cost ends after its first day. Correct the dates."),
    ),
    Reason(
        "two_rates",
        Sentence("Two exchange rates for one day"),
        Sentence("The rates of that day contradict each other. Keep one."),
    ),
    Reason(
        "no_rate",
        Sentence("No exchange rate"),
        Sentence(
            "There is no rate of the currency for that day or before. Add it to the rates, or to "
            "the entry."
        ),
    ),
    Reason(
        "unknown_reversed",
        Sentence("Reversal of an unknown entry"),
        Sentence(
            "The entry that it takes back is not in the ledger, was set aside itself, or is a "
            "reversal. Correct the number."
        ),
    ),
    Reason(
        "reversal_in_other_currency",
        Sentence("Reversal in another currency"),
        Sentence("An entry is taken back in the currency in which it was entered."),
    ),
    Reason(
        "reverses_too_much",
        Sentence("Reversal of more than the entry"),
        Sentence("Together with those before it, it takes back more than was entered."),
    ),
)
"""In the order in which they are asked; the first that applies is the row's reason."""

BY_CODE: Mapping[str, Reason] = {reason.code: reason for reason in REASONS}

ASSET_REASONS: tuple[Reason, ...] = (
    Reason(
        "unreadable_asset",
        Sentence("Row cannot be read"),
        Sentence("A date or a number of the row cannot be read. Mend it."),
    ),
    Reason(
        "no_asset_number", Sentence("Asset without a number"), Sentence("Give the asset a number.")
    ),
    Reason(
        "asset_copy",
        Sentence("Exact copy"),
        Sentence("The row repeats another in every column; one counts."),
    ),
    Reason(
        "asset_edited",
        Sentence("Same asset, different content"),
        Sentence("Nobody can tell which of these rows holds. Keep one."),
    ),
    Reason(
        "no_cost",
        Sentence("Asset without a cost"),
        Sentence("Say what the asset cost; it should be more than nothing."),
    ),
    Reason(
        "no_first_use",
        Sentence("No day of first use"),
        Sentence("Depreciation begins in the month of first use. Fill the day in."),
    ),
    Reason(
        "no_life",
        Sentence("Life of no month"),
        Sentence("Say for how many months the asset is used; it should be at least 1."),
    ),
    Reason(
        "salvage_above_cost",
        Sentence("Salvage value above the cost"),
        Sentence("At its end an asset is worth from nothing to what it cost. Correct it."),
    ),
    Reason(
        "unknown_method",
        Sentence("Unknown method of depreciation"),
        Sentence("Methods are straight line, double declining and sum of years."),
    ),
    Reason(
        "asset_category",
        Sentence("Unknown category, stage or treatment"),
        Sentence("A word of the row is not known. Correct it."),
    ),
    Reason(
        "asset_no_rate",
        Sentence("No exchange rate"),
        Sentence("There is no rate of the currency for the day of first use or before. Add it."),
    ),
)
"""Why an asset is set aside, in the order in which it is asked."""
