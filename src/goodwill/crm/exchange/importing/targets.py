"""What a column of a table may become, told from what is known of the kinds of records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.channels import CHANNELS
from goodwill.crm.exchange.importing import rooms
from goodwill.crm.exchange.importing.aliases import ALIASES
from goodwill.crm.records.kinds import Field, Kind, Sort, kind_of, kinds
from goodwill.language import Sayable, Sentence


@dataclass(frozen=True)
class Target:
    """Something a column may become.

    Parameters
    ----------
    name
        Dotted: `customers.name`, `contact_points.email`, `custom.colour`, `external_id`.
    sort
        What its cells hold.
    aliases
        What other programs call it, in English and Chinese, lower case without spaces.
    to
        The kind that a link leads to.
    is_key
        Whether a row may find its record by it.
    is_many
        Whether several columns may fill it.
    """

    name: str
    label: Sayable
    sort: Sort = Sort.TEXT
    is_required: bool = False
    choices: Mapping[str, Sayable] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    to: str = ""
    is_key: bool = False
    is_many: bool = False
    help: Sayable | None = None

    @property
    def part(self) -> str:
        """What it belongs to: `customers`, `contact_points`, `order_lines`; `` for all else."""
        return self.name.partition(".")[0] if "." in self.name else ""

    @property
    def field(self) -> str:
        """Its name within its part."""
        return self.name.rpartition(".")[2]


def shapes(reach: Reach) -> tuple[Kind, ...]:
    """The kinds of record that the person may bring in."""
    may = ("create", "change")
    return tuple(kind for kind in kinds() if any(reach.may(f"{kind.word}.{verb}") for verb in may))


def targets(shape: str, reach: Reach) -> tuple[Target, ...]:
    """All that columns of a table may become, own fields included, hidden fields left out."""
    kind = kind_of(shape)
    found = [*_of_kind(kind, reach), *_PARTS.get(shape, tuple)(), *_common(kind)]
    more = rooms.of(shape).more(reach)
    return (*(replace(one, aliases=_called(one.name)) for one in found), *more)


def _called(name: str) -> tuple[str, ...]:
    return ALIASES.get(name) or rooms.aliases(name)


def plain_name(name: str) -> str:
    """A field as tables call it: `amount_minor` → `amount`, since amounts are written as such."""
    return name.removesuffix("_minor").removesuffix("_thousandths")


def _of_kind(kind: Kind, reach: Reach) -> Iterator[Target]:
    for each in kind.all_fields():
        if not reach.sees(kind.word, each.name) or each.name in _SAID_OTHERWISE:
            continue
        name = f"{kind.word}.{each.name}"
        if name in rooms.of(kind.word).left_out:
            continue
        is_taken = name in _TAKEN_ALTHOUGH_FIXED or name in rooms.of(kind.word).fixed
        if each.is_editable or is_taken:
            yield _of_field(kind, each)


def _of_field(kind: Kind, each: Field) -> Target:
    name = each.name if each.is_own else f"{kind.word}.{plain_name(each.name)}"
    return Target(
        name,
        each.label,
        each.sort,
        is_required=each.is_required and name not in _FOLLOWS | rooms.of(kind.word).follows,
        choices=each.choices,
        to=each.to,
        is_key=name in _KEYS or each.is_own or _is_way(kind.word, name),
        help=each.help,
    )


def _is_way(word: str, name: str) -> bool:
    return any(name in way.split("+") for way in rooms.of(word).match)


def _common(kind: Kind) -> Iterator[Target]:
    """What every record may be told of."""
    names = {each.name for each in kind.fields}
    yield Target("external_id", Sentence("Id in the other system"), is_key=True)
    if "tags" in names:
        yield Target("tags", Sentence("Tags"), Sort.LINKS, to="tags", is_many=True)
    yield Target("owner", Sentence("Owner"), Sort.LINK, to="people")
    yield Target("team", Sentence("Team"), Sort.LINK, to="teams")
    yield Target("created_at", Sentence("Created"), Sort.MOMENT)
    yield Target("created_by", Sentence("Created by"), Sort.LINK, to="people")


def _of_customers() -> Iterator[Target]:
    for way, (label, sort) in _WAYS.items():
        is_key = way in ("email", "phone", "wechat")
        yield Target(f"contact_points.{way}", label, sort, is_key=is_key, is_many=True)
    for part, label in _ADDRESS.items():
        yield Target(f"contact_points.{part}", label)
    for name, (label, sort) in _PERSON.items():
        yield Target(f"person.{name}", label, sort)
    for channel, named in CHANNELS.items():
        yield Target(
            f"consent.{channel}", Sentence("May be contacted: {channel}", channel=named), Sort.YES
        )


def _of_orders() -> Iterator[Target]:
    for name, (label, sort) in _LINE.items():
        to = "products" if name == "product" else ""
        yield Target(f"order_lines.{name}", label, sort, to=to)
    yield Target("orders.customer_name", Sentence("Name of a new customer"))


_WAYS: Mapping[str, tuple[Sentence, Sort]] = {
    "email": (Sentence("E-mail"), Sort.EMAIL),
    "phone": (Sentence("Phone"), Sort.PHONE),
    "fax": (Sentence("Fax"), Sort.PHONE),
    "whatsapp": (Sentence("WhatsApp"), Sort.PHONE),
    "wechat": (Sentence("WeChat"), Sort.TEXT),
    "web": (Sentence("Web site"), Sort.WEB),
    "address": (Sentence("Address in one line"), Sort.TEXT),
}
_ADDRESS: Mapping[str, Sentence] = {
    "street_address": Sentence("Street and number"),
    "postal_code": Sentence("Postal code"),
    "city_area": Sentence("District"),
}
_PERSON: Mapping[str, tuple[Sentence, Sort]] = {
    "name": (Sentence("Contact person"), Sort.TEXT),
    "family_name": (Sentence("Family name of the contact person"), Sort.TEXT),
    "given_name": (Sentence("Given name of the contact person"), Sort.TEXT),
    "title": (Sentence("Title of the contact person"), Sort.TEXT),
    "role": (Sentence("Role of the contact person"), Sort.TEXT),
    "email": (Sentence("E-mail of the contact person"), Sort.EMAIL),
    "phone": (Sentence("Phone of the contact person"), Sort.PHONE),
    "wechat": (Sentence("WeChat of the contact person"), Sort.TEXT),
}
_LINE: Mapping[str, tuple[Sentence, Sort]] = {
    "product": (Sentence("Product"), Sort.LINK),
    "description": (Sentence("Text of the line"), Sort.TEXT),
    "quantity": (Sentence("Quantity"), Sort.QUANTITY),
    "unit_price": (Sentence("Price of one unit"), Sort.MONEY),
    "amount": (Sentence("Amount of the line"), Sort.MONEY),
    "cost": (Sentence("Cost of the line"), Sort.MONEY),
    "position": (Sentence("Line number"), Sort.NUMBER),
}
_PARTS = {"customers": _of_customers, "orders": _of_orders}

_SAID_OTHERWISE = frozenset({"owner", "team", "tags", "created_at", "changed_at"})
_TAKEN_ALTHOUGH_FIXED = frozenset(
    {
        "orders.number",
        "orders.sort",
        "orders.status",
        "orders.payment",
        "orders.amount_minor",
        "orders.cost_minor",
        "orders.paid_minor",
        "contracts.number",
        "contracts.cancelled_on",
    }
)
"""What people do not type into a form, but a system that knows it tells us."""
_FOLLOWS = frozenset(
    {
        "customers.sort",
        "customers.name",
        "orders.currency",
        "contracts.currency",
        "contracts.sort",
        "products.currency",
        "price_lists.currency",
        "activities.sort",
        "relations.role",
    }
)
"""What follows from the rest where no column tells it."""
_KEYS = frozenset(
    {
        "customers.number",
        "customers.name",
        "customers.city",
        "customers.country",
        "customers.parent",
        "customers.born_on",
        "products.number",
        "products.name",
        "product_families.name",
        "price_lists.name",
        "orders.number",
        "contracts.number",
        "contracts.name",
        "contact_points.given",
        "activities.subject",
        "activities.customer",
        "activities.happened_at",
        "relations.customer",
        "relations.person",
        "relations.role",
        "contracts.customer",
        "contact_points.customer",
        "contact_points.sort",
        "prices.price_list",
        "prices.product",
        "prices.from_quantity",
    }
)
