"""Addresses of products, prices, orders and contracts."""

from django.urls import path, re_path
from django.urls.converters import UUIDConverter

from goodwill.crm.commerce.views import contracts, orders, products
from goodwill.crm.records import lists

ORDER = "orders/<uuid:public_id>/"
CONTRACT = "contracts/<uuid:public_id>/"

urlpatterns = [
    path("orders/", lists.page("orders"), name="orders"),
    path(ORDER, orders.order, name="order"),
    path(f"{ORDER}lines/", orders.add_line, name="add_line"),
    path(f"{ORDER}lines/<int:position>/", orders.line, name="line"),
    path(f"{ORDER}lines/<int:position>/remove/", orders.remove_line, name="remove_line"),
    path(f"{ORDER}lines/back/<str:token>/", orders.line_back, name="line_back"),
    re_path(
        rf"^orders/(?P<public_id>{UUIDConverter.regex})/(?P<verb>confirm|deliver|cancel|write-off)/$",
        orders.step,
        name="step",
    ),
    path(f"{ORDER}payment/", orders.payment, name="payment"),
    path(f"{ORDER}return/", orders.bring_back, name="bring_back"),
    path("customers/<uuid:public_id>/orders/", orders.orders_of, name="orders_of"),
    path("products/", lists.page("products"), name="products"),
    path("products/<uuid:public_id>/", products.product, name="product"),
    path("product-families/", lists.page("product_families"), name="product_families"),
    path("price-lists/", lists.page("price_lists"), name="price_lists"),
    path("price-lists/<uuid:public_id>/", products.price_list, name="price_list"),
    path("contracts/", lists.page("contracts"), name="contracts"),
    path(CONTRACT, contracts.contract, name="contract"),
    path(f"{CONTRACT}renew/", contracts.renew, name="renew"),
    path(f"{CONTRACT}end/", contracts.end, name="end"),
    path("customers/<uuid:public_id>/contracts/", contracts.contracts_of, name="contracts_of"),
]
