"""How an administrator describes an own field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from goodwill.crm.accounts.models import Role
from goodwill.crm.records.kinds import Sort
from goodwill.crm.records.own_fields.defining import NAME, Wanted, hidden_from
from goodwill.crm.records.own_fields.keeping import SORTS
from goodwill.crm.records.own_fields.models import OwnField
from goodwill.crm.ui.speaking import say
from goodwill.language import LANGUAGES, Sentence

SORT_NAMES: Mapping[Sort, Sentence] = {
    Sort.TEXT: Sentence("One line of text"),
    Sort.LONG: Sentence("Text of several lines"),
    Sort.NUMBER: Sentence("Number"),
    Sort.DAY: Sentence("Day"),
    Sort.MOMENT: Sentence("Day and time"),
    Sort.YES: Sentence("Yes or no"),
    Sort.CHOICE: Sentence("Choice"),
    Sort.EMAIL: Sentence("E-mail address"),
    Sort.PHONE: Sentence("Telephone number"),
    Sort.WEB: Sentence("Web address"),
    Sort.COUNTRY: Sentence("Country"),
}


class OwnFieldForm(forms.Form):
    """Names in three languages, the sort, its choices, and what is demanded of values."""

    name = forms.CharField(max_length=40)
    sort = forms.ChoiceField()
    choices = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 5}))
    is_required = forms.BooleanField(required=False)
    is_unique = forms.BooleanField(required=False)
    is_indexed = forms.BooleanField(required=False)
    hidden_from = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "plain"})
    )

    def __init__(self, data: Mapping[str, Any] | None = None, row: OwnField | None = None) -> None:
        super().__init__(data, initial=_standing(row) if row else None)
        self.row = row
        for tag, language in LANGUAGES.items():
            name = _suffix(tag)
            self.fields[f"label_{name}"] = forms.CharField(
                max_length=80, required=False, label=say("Name in {language}", language=language)
            )
            self.fields[f"help_{name}"] = forms.CharField(
                max_length=200, required=False, label=say("Help in {language}", language=language)
            )
        self._say_what_to_fill()
        labels = [f"label_{_suffix(tag)}" for tag in LANGUAGES]
        helps = [f"help_{_suffix(tag)}" for tag in LANGUAGES]
        rest = ["choices", "is_required", "is_unique", "is_indexed", *helps, "hidden_from"]
        self.order_fields([*labels, "name", "sort", *rest])

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip().lower()
        if self.row is None and not NAME.fullmatch(name):
            raise forms.ValidationError(
                say("The short name begins with a letter and has letters, digits and _ only.")
            )
        return name

    def wanted(self) -> Wanted:
        """What a valid form describes."""
        kept = self.cleaned_data
        return Wanted(
            {tag: kept[f"label_{_suffix(tag)}"] for tag in LANGUAGES},
            kept["sort"],
            help={tag: kept[f"help_{_suffix(tag)}"] for tag in LANGUAGES},
            choices=_read(kept["choices"]) if kept["sort"] == Sort.CHOICE else (),
            is_required=kept["is_required"],
            is_unique=kept["is_unique"],
            is_indexed=kept["is_indexed"],
            hidden_from=kept["hidden_from"],
        )

    def _say_what_to_fill(self) -> None:
        fields: dict[str, Any] = self.fields
        fields["name"].label = say("Short name")
        fields["name"].help_text = say("For tables and programs, such as floor_area; it stays.")
        fields["sort"].label = say("What it holds")
        fields["sort"].choices = [(str(sort), say(SORT_NAMES[sort])) for sort in SORTS]
        fields["choices"].label = say("Choices")
        fields["choices"].help_text = say(
            "One a line: word | English | 简体 | 繁體; the word alone if it is the same in all."
        )
        fields["is_required"].label = say("Must be filled in")
        fields["is_unique"].label = say("No two records have the same")
        fields["is_indexed"].label = say("Long lists are sorted or filtered by it")
        fields["hidden_from"].label = say("Hidden from")
        fields["hidden_from"].choices = [
            (role.word, role.name) for role in Role.objects.order_by("name")
        ]
        if self.row is not None:
            for name in ("name", "sort"):
                fields[name].disabled = True


def _standing(row: OwnField) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": row.name,
        "sort": row.sort,
        "choices": "\n".join(_line(word, labels) for word, labels in row.choices),
        "is_required": row.is_required,
        "is_unique": row.is_unique,
        "is_indexed": row.is_indexed,
        "hidden_from": hidden_from(row),
    }
    for tag in LANGUAGES:
        told[f"label_{_suffix(tag)}"] = row.labels.get(tag, "")
        told[f"help_{_suffix(tag)}"] = row.help.get(tag, "")
    return told


def _read(text: str) -> list[tuple[str, dict[str, str]]]:
    """The choices of a text with one a line."""
    found = []
    for line in text.splitlines():
        word, *labels = (part.strip() for part in line.split("|"))
        if word:
            named = dict(zip(LANGUAGES, labels, strict=False))
            found.append((word[:60], {tag: label for tag, label in named.items() if label}))
    return found


def _line(word: str, labels: Mapping[str, str]) -> str:
    parts = [word, *(labels.get(tag, "") for tag in LANGUAGES)]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return " | ".join(parts)


def _suffix(tag: str) -> str:
    return tag.lower().replace("-", "_")
