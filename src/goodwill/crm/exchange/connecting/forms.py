"""What people fill in about a connection: where the system is, and how it is kept up with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from goodwill.crm.accounts.forms import words, zones
from goodwill.crm.exchange.connecting.models import Connection
from goodwill.crm.exchange.connecting.sources import folders
from goodwill.crm.exchange.connecting.sources.rest import Paging
from goodwill.crm.exchange.connecting.sources.sql import SYSTEMS
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

UNCHANGED = words(Sentence("Leave it empty to keep the one that is known."))


def _secret(label: Sentence, **more: Any) -> forms.CharField:
    """A field for a secret: it is never shown again."""
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(
        label=words(label), required=False, max_length=4000, strip=False, widget=widget, **more
    )


class Place(forms.Form):
    """Where a system is. What stands in `SECRETS` is kept apart, encrypted."""

    SECRETS: ClassVar[tuple[str, ...]] = ()
    MORE: ClassVar[tuple[str, ...]] = ()
    """Fields that most can do without."""

    name = forms.CharField(
        label=words(Sentence("What is the system called here?")),
        max_length=60,
        help_text=words(Sentence("Such as ERP or shop. Its ids are remembered under it.")),
    )

    def __init__(self, connection: Connection, data: Mapping[str, Any] | None = None) -> None:
        self.connection = connection
        usual = {**connection.where, "name": connection.name}
        super().__init__(data, initial={name: value for name, value in usual.items() if value})
        for name in self.SECRETS:
            if connection.secrets:
                self.fields[name].help_text = UNCHANGED

    def clean_name(self) -> str:
        """The name, if no other connection has it."""
        name: str = self.cleaned_data["name"]
        others = Connection.objects.exclude(pk=self.connection.pk)
        if others.filter(name=name).exists():
            raise forms.ValidationError(say("Another connection is called so."))
        if self.connection.pk and name != self.connection.name and self.connection.known.exists():
            raise forms.ValidationError(
                say("Records are known under the name {name}.", name=self.connection.name)
            )
        return name

    @property
    def where(self) -> dict[str, Any]:
        """What was filled in, without secrets."""
        kept = {"fingerprint": self.connection.where.get("fingerprint", "")}
        told = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in (*self.SECRETS, "name") and value not in ("", None)
        }
        return {**told, **{name: value for name, value in kept.items() if value}}

    @property
    def opens(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in self.SECRETS}

    @property
    def main(self) -> list[forms.BoundField]:
        return [bound for bound in self if bound.name not in self.MORE]

    @property
    def more(self) -> list[forms.BoundField]:
        return [bound for bound in self if bound.name in self.MORE]

    @property
    def is_more_filled(self) -> bool:
        """Whether something stands in what most can do without."""
        return any(self[name].value() or self[name].errors for name in self.MORE)


class _Files(Place):
    pattern = forms.CharField(
        label=words(Sentence("Which files")),
        max_length=200,
        initial="*.csv",
        help_text=words(
            Sentence("A pattern, such as customers-*.csv. CSV, XLSX, Parquet and vCard are read.")
        ),
    )
    holds = forms.ChoiceField(
        label=words(Sentence("What each file holds")),
        widget=forms.RadioSelect,
        initial="changes",
        choices=[
            (
                "changes",
                words(Sentence("What is new or changed: all are read, in order")),
            ),
            ("everything", words(Sentence("Everything there is: only the newest file counts"))),
        ],
    )


class Folder(_Files):
    """A folder of this machine."""

    folder = forms.ChoiceField(label=words(Sentence("Folder")))
    field_order = ("name", "folder", "pattern", "holds")

    def __init__(self, connection: Connection, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(connection, data)
        field: Any = self.fields["folder"]
        field.choices = [(name, name) for name in folders.choices()]
        field.help_text = say(
            "Folders are read that stand in {folder} on the server. Whoever runs the server puts "
            "them there, or a link to where they are.",
            folder=str(folders.feeds()),
        )


class Sftp(_Files):
    """A folder of another machine."""

    SECRETS = ("password", "key")
    MORE = ("port", "key")

    host = forms.CharField(label=words(Sentence("Machine")), max_length=255)
    port = forms.IntegerField(
        label=words(Sentence("Port")),
        min_value=1,
        max_value=65535,
        required=False,
        help_text=words(Sentence("Only if it is not the usual one.")),
    )
    user = forms.CharField(label=words(Sentence("User")), max_length=120)
    password = _secret(Sentence("Password"))
    key = forms.CharField(
        label=words(Sentence("Private key instead of a password")),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
    )
    folder = forms.CharField(label=words(Sentence("Folder")), max_length=400, initial=".")
    field_order = ("name", "host", "user", "password", "folder", "pattern", "holds", "port", "key")


class Sql(Place):
    """A table, view or query of a database."""

    SECRETS = ("password",)
    MORE = ("port", "statement", "is_encrypted")

    system = forms.ChoiceField(
        label=words(Sentence("Database")),
        choices=[(word, system.name) for word, system in SYSTEMS.items()],
    )
    host = forms.CharField(label=words(Sentence("Server")), max_length=255)
    port = forms.IntegerField(
        label=words(Sentence("Port")),
        min_value=1,
        max_value=65535,
        required=False,
        help_text=words(Sentence("Only if it is not the usual one.")),
    )
    database = forms.CharField(label=words(Sentence("Name of the database")), max_length=128)
    user = forms.CharField(
        label=words(Sentence("User")),
        max_length=128,
        help_text=words(Sentence("Best one that may only read, and only what is needed.")),
    )
    password = _secret(Sentence("Password"))
    table = forms.CharField(
        label=words(Sentence("Table or view")),
        max_length=200,
        required=False,
        help_text=words(Sentence("Leave it empty to see first which there are.")),
        widget=forms.TextInput(attrs={"list": "tables", "autocomplete": "off"}),
    )
    statement = forms.CharField(
        label=words(Sentence("Query instead of a table")),
        max_length=20_000,
        required=False,
        help_text=words(Sentence("One SELECT. It runs where nothing can be written.")),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )
    is_encrypted = forms.BooleanField(
        label=words(Sentence("Only over an encrypted line")), required=False
    )
    field_order = ("name", "system", "host", "database", "user", "password", "table")


class Rest(Place):
    """An address that lists rows as JSON."""

    SECRETS = ("secret",)
    MORE = (
        "user",
        "header",
        "rows_path",
        "lines_path",
        "page_parameter",
        "first_page",
        "next_path",
        "size_parameter",
        "size",
        "since_parameter",
        "ids_url",
    )

    url = forms.CharField(
        label=words(Sentence("Address that lists the rows")),
        max_length=2000,
        widget=forms.URLInput(attrs={"placeholder": "https://erp.example.com/api/customers"}),
    )
    opens_with = forms.ChoiceField(
        label=words(Sentence("What lets us in")),
        choices=[
            ("bearer", words(Sentence("A token (Authorization: Bearer)"))),
            ("header", words(Sentence("A key in a header of its own"))),
            ("password", words(Sentence("User and password"))),
            ("nothing", words(Sentence("Nothing: it is open"))),
        ],
    )
    secret = _secret(Sentence("Token, key or password"))
    paging = forms.ChoiceField(
        label=words(Sentence("How its pages turn")),
        choices=[
            (Paging.NONE.value, words(Sentence("There is only one page"))),
            (Paging.PAGE.value, words(Sentence("By page number"))),
            (Paging.OFFSET.value, words(Sentence("By how many were before (offset)"))),
            (Paging.CURSOR.value, words(Sentence("By a cursor in the answer"))),
            (Paging.NEXT.value, words(Sentence("By an address in the answer"))),
            (Paging.LINK.value, words(Sentence("By the Link header"))),
        ],
    )
    user = forms.CharField(label=words(Sentence("User")), max_length=200, required=False)
    header = forms.CharField(
        label=words(Sentence("Name of the header with the key")), max_length=100, required=False
    )
    rows_path = forms.CharField(
        label=words(Sentence("Where in the answer the rows are")),
        max_length=200,
        required=False,
        help_text=words(Sentence("Such as data.items; empty where the answer is the list itself.")),
    )
    lines_path = forms.CharField(
        label=words(Sentence("Where in a row its lines are")),
        max_length=200,
        required=False,
        help_text=words(Sentence("For orders: such as lines. Each line becomes a row.")),
    )
    page_parameter = forms.CharField(
        label=words(Sentence("Parameter for the page, offset or cursor")),
        max_length=100,
        required=False,
    )
    first_page = forms.IntegerField(
        label=words(Sentence("Number of the first page")), required=False, min_value=0, max_value=1
    )
    next_path = forms.CharField(
        label=words(Sentence("Where in the answer the cursor or next address is")),
        max_length=200,
        required=False,
    )
    size_parameter = forms.CharField(
        label=words(Sentence("Parameter for rows in a page")), max_length=100, required=False
    )
    size = forms.IntegerField(
        label=words(Sentence("Rows in a page")), required=False, min_value=1, max_value=10_000
    )
    since_parameter = forms.CharField(
        label=words(Sentence("Parameter that asks for what changed since")),
        max_length=100,
        required=False,
        help_text=words(Sentence("Such as updated_since. Without it all is read each time.")),
    )
    ids_url = forms.CharField(
        label=words(Sentence("Address that lists all ids")),
        max_length=2000,
        required=False,
        help_text=words(Sentence("So that one can tell what is gone there.")),
    )
    field_order = ("name", "url", "opens_with", "secret", "paging")


PLACES: Mapping[str, type[Place]] = {"folder": Folder, "sftp": Sftp, "sql": Sql, "rest": Rest}

EVERY = (15, 60, 240, 1440)


class Schedule(forms.Form):
    """How far it was read, what happens to what is gone, and how often it is asked."""

    mark_column = forms.ChoiceField(label=words(Sentence("Column that tells what changed")))
    overlap = forms.IntegerField(
        label=words(Sentence("Read again what came this much earlier")),
        min_value=0,
        max_value=100_000,
        help_text=words(
            Sentence("Minutes, or numbers if it counts: what was written late is not missed.")
        ),
    )
    gone_column = forms.ChoiceField(
        label=words(Sentence("Column that says a row is deleted")), required=False
    )
    deletions = forms.ChoiceField(
        label=words(Sentence("What is no longer there")),
        widget=forms.RadioSelect,
        choices=[
            ("keep", words(Sentence("stays here"))),
            ("bin", words(Sentence("goes to the bin here, from where it comes back"))),
        ],
    )
    every_minutes = forms.TypedChoiceField(
        label=words(Sentence("How often it is asked")), coerce=int
    )
    dates = forms.ChoiceField(label=words(Sentence("Order in dates")), required=False)
    decimal = forms.ChoiceField(label=words(Sentence("Decimal mark")), required=False)
    time_zone = forms.ChoiceField(label=words(Sentence("Time zone of moments")), required=False)

    MAIN: ClassVar[tuple[str, ...]] = ("mark_column", "deletions", "every_minutes")

    def __init__(self, connection: Connection, data: Mapping[str, Any] | None = None) -> None:
        reading = vars(connection.way.settings)
        facts = {name: getattr(connection, name) for name in _FACTS}
        super().__init__(data, initial={**reading, **facts})
        fields: dict[str, Any] = self.fields
        headings = [(name, name) for name in connection.headings]
        fields["mark_column"].choices = [("", say("None: everything is read each time")), *headings]
        fields["mark_column"].required = False
        fields["mark_column"].help_text = say(
            "A column that only grows: when a row was last changed, or a number that counts on."
        )
        fields["gone_column"].choices = [("", "—"), *headings]
        fields["every_minutes"].choices = [(n, every(n)) for n in EVERY]
        found = ("", say("As it shows"))
        fields["dates"].choices = [found, ("ymd", "2026-03-01"), ("dmy", "01.03.2026")]
        fields["dates"].choices += [("mdy", "03/01/2026")]
        fields["decimal"].choices = [found, (".", "1,234.50"), (",", "1.234,50")]
        fields["time_zone"].choices = [("", say("As here")), *zones()]

    @property
    def main(self) -> list[forms.BoundField]:
        return [bound for bound in self if bound.name in self.MAIN]

    @property
    def more(self) -> list[forms.BoundField]:
        return [bound for bound in self if bound.name not in self.MAIN]

    @property
    def facts(self) -> dict[str, Any]:
        """What was filled in, as `setting_up.schedule` wants it."""
        told = dict(self.cleaned_data)
        reading = {name: told.pop(name) for name in ("dates", "decimal", "time_zone")}
        return {**told, "reading": reading}


def every(minutes: int) -> str:
    """How often, in words."""
    if minutes < 60:
        return say(Sentence("every {n} minute", "every {n} minutes", n=minutes))
    if minutes < 1440:
        return say(Sentence("every hour", "every {n} hours", n=minutes // 60))
    return say(Sentence("once a day", "every {n} days", n=minutes // 1440))


_FACTS = ("mark_column", "overlap", "gone_column", "deletions", "every_minutes")
