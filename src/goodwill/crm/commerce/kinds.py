"""What products, prices, orders and contracts are made of, told once."""

from __future__ import annotations

from goodwill.crm.commerce.models import Contract, Order, Price, PriceList, Product, ProductFamily
from goodwill.crm.records.kinds import Field, Kind, Sort, Words
from goodwill.language import Sentence

ORDER_SORTS = {
    Order.Sort.SALE.value: Sentence("Sale"),
    Order.Sort.RETURN.value: Sentence("Goods return"),
}

ORDER_STATES = {
    Order.Status.DRAFT.value: Sentence("Draft"),
    Order.Status.CONFIRMED.value: Sentence("Confirmed"),
    Order.Status.DELIVERED.value: Sentence("Delivered"),
    Order.Status.CANCELLED.value: Sentence("Cancelled"),
}

PAYMENTS = {
    Order.Payment.OPEN.value: Sentence("Not paid yet"),
    Order.Payment.PARTLY.value: Sentence("Partly paid"),
    Order.Payment.PAID.value: Sentence("Paid"),
    Order.Payment.OVERDUE.value: Sentence("Overdue"),
    Order.Payment.WRITTEN_OFF.value: Sentence("Written off"),
}

CONTRACT_SORTS = {
    Contract.Sort.SUBSCRIPTION.value: Sentence("Subscription"),
    Contract.Sort.SERVICE.value: Sentence("Service agreement"),
    Contract.Sort.FRAME.value: Sentence("Frame contract"),
}

CURRENCY = Field("currency", Sentence("Currency"), is_required=True)
CUSTOMER = Field(
    "customer", Sentence("Customer"), Sort.LINK, to="customers", is_required=True, is_indexed=True
)


def _product(product: Product) -> Words:
    return Words(product.name, product.number)


def _order(order: Order) -> Words:
    return Words(order.number, order.customer.name)


def _contract(contract: Contract) -> Words:
    return Words(contract.name, contract.number, (contract.customer.name,))


PRODUCT_FAMILIES = Kind(
    word="product_families",
    model=ProductFamily,
    one=Sentence("Product family"),
    many=Sentence("Product families"),
    icon="folder",
    fields=(
        Field("name", Sentence("Name"), is_required=True, is_indexed=True),
        Field("parent", Sentence("Part of"), Sort.LINK, to="product_families"),
    ),
    columns=("name", "parent"),
    order="name",
    teaching=Sentence("Products that belong together, so that sales and margin can be compared."),
)

PRODUCTS = Kind(
    word="products",
    model=Product,
    one=Sentence("Product"),
    many=Sentence("Products"),
    icon="cube",
    fields=(
        Field("number", Sentence("Product number"), is_required=True, is_indexed=True),
        Field("name", Sentence("Name"), is_required=True, is_indexed=True),
        Field("family", Sentence("Product family"), Sort.LINK, to="product_families"),
        Field("department", Sentence("Department")),
        Field("unit", Sentence("Unit"), help=Sentence("Piece, kg, hour …")),
        Field("unit_cost_minor", Sentence("Cost of one unit"), Sort.MONEY, is_sensitive=True),
        CURRENCY,
        Field(
            "tax_thousandths",
            Sentence("Tax (%)"),
            Sort.QUANTITY,
            help=Sentence("VAT or sales tax that quotes add to its price."),
        ),
        Field("is_sold", Sentence("Is sold"), Sort.YES),
    ),
    columns=("number", "name", "family", "unit_cost_minor", "is_sold"),
    order="name",
    words=_product,
    page="product",
    teaching=Sentence("What you sell. Orders, prices and margins are counted by product."),
)

PRICE_LISTS = Kind(
    word="price_lists",
    model=PriceList,
    one=Sentence("Price list"),
    many=Sentence("Price lists"),
    icon="tag",
    fields=(
        Field("name", Sentence("Name"), is_required=True, is_indexed=True),
        CURRENCY,
        Field("valid_from", Sentence("Valid from"), Sort.DAY, is_required=True),
        Field("valid_until", Sentence("Valid until"), Sort.DAY),
        Field(
            "is_default",
            Sentence("Comes first"),
            Sort.YES,
            help=Sentence("Its prices are taken where several lists have one."),
        ),
    ),
    columns=("name", "currency", "valid_from", "valid_until", "is_default"),
    order="-valid_from",
    page="price_list",
    teaching=Sentence("Prices in one currency, from one day to another, also by quantity."),
)

PRICES = Kind(
    word="prices",
    model=Price,
    one=Sentence("Price"),
    many=Sentence("Prices"),
    icon="tag",
    fields=(
        Field("price_list", Sentence("Price list"), Sort.LINK, to="price_lists", is_required=True),
        Field("product", Sentence("Product"), Sort.LINK, to="products", is_required=True),
        Field("from_quantity_thousandths", Sentence("From quantity"), Sort.QUANTITY),
        Field("amount_minor", Sentence("Price of one unit"), Sort.MONEY, is_required=True),
    ),
    columns=("price_list", "product", "from_quantity_thousandths", "amount_minor"),
    order="product",
)

ORDERS = Kind(
    word="orders",
    model=Order,
    one=Sentence("Order"),
    many=Sentence("Orders"),
    icon="shopping-bag",
    fields=(
        Field("number", Sentence("Order number"), is_indexed=True, is_editable=False),
        CUSTOMER,
        Field("sort", Sentence("Sale or return"), Sort.CHOICE, ORDER_SORTS, is_editable=False),
        Field("status", Sentence("Status"), Sort.CHOICE, ORDER_STATES, is_editable=False),
        Field("payment", Sentence("Payment"), Sort.CHOICE, PAYMENTS, is_editable=False),
        Field("ordered_on", Sentence("Ordered on"), Sort.DAY, is_required=True, is_indexed=True),
        Field("due_on", Sentence("Payable until"), Sort.DAY),
        CURRENCY,
        Field("amount_minor", Sentence("Amount"), Sort.MONEY, is_editable=False),
        Field("cost_minor", Sentence("Cost of goods"), Sort.MONEY, is_editable=False),
        Field("paid_minor", Sentence("Paid so far"), Sort.MONEY, is_editable=False),
        Field("channel", Sentence("Channel")),
        Field("region", Sentence("Region")),
        Field("department", Sentence("Department")),
    ),
    columns=("number", "customer", "ordered_on", "amount_minor", "status", "payment"),
    order="-ordered_on",
    words=_order,
    words_from=("number", "customer__name"),
    page="order",
    teaching=Sentence("What customers bought and brought back. Their value is counted from here."),
)

CONTRACTS = Kind(
    word="contracts",
    model=Contract,
    one=Sentence("Contract"),
    many=Sentence("Contracts"),
    icon="document-check",
    fields=(
        Field("number", Sentence("Contract number"), is_indexed=True, is_editable=False),
        Field("name", Sentence("Name"), is_required=True),
        CUSTOMER,
        Field("sort", Sentence("Sort"), Sort.CHOICE, CONTRACT_SORTS, is_required=True),
        Field("product", Sentence("Product"), Sort.LINK, to="products"),
        Field("starts_on", Sentence("Starts on"), Sort.DAY, is_required=True),
        Field("ends_on", Sentence("Ends on"), Sort.DAY, is_indexed=True),
        Field("renews_every_months", Sentence("Renewed for (months)"), Sort.NUMBER),
        Field("notice_days", Sentence("Notice (days)"), Sort.NUMBER),
        Field("cancelled_on", Sentence("Cancelled on"), Sort.DAY, is_editable=False),
        CURRENCY,
        Field("amount_minor", Sentence("Amount each time"), Sort.MONEY),
        Field("billed_every_months", Sentence("Billed every (months)"), Sort.NUMBER),
    ),
    columns=("name", "customer", "sort", "amount_minor", "ends_on"),
    order="ends_on",
    words=_contract,
    words_from=("name", "number", "customer__name"),
    page="contract",
    teaching=Sentence("What customers pay regularly, and until when: so that none ends unnoticed."),
)

KINDS = (PRODUCTS, PRODUCT_FAMILIES, PRICE_LISTS, PRICES, ORDERS, CONTRACTS)
