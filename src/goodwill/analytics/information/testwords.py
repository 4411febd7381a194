"""Rows that somebody made to try the system.

Careful on purpose: `contest`, `Testa SpA` and the product `pregnancy test` are business.
An id counts when it starts or ends with the word; a product number or description only
when it is nothing but the word and a number.
"""

from __future__ import annotations

import narwhals as nw

_WORDS = "(test|tests|testing|tester|dummy|测试|測試)"
_CHINESE = "(测试|測試)(客户|客戶|用户|用戶|账号|帳號|订单|訂單|数据|資料|商品|产品|產品)"
_NUMBER = "[ _#.:/-]*[0-9]*"

IN_AN_ID = f"^{_WORDS}([^a-z]|$)|(^|[^a-z]){_WORDS}{_NUMBER}$|^{_CHINESE}"
AS_A_WHOLE = f"^ *({_WORDS}|{_CHINESE}){_NUMBER} *$"


def is_test() -> nw.Expr:
    """True where the customer, the order, the product or the description is a test's."""
    return nw.any_horizontal(
        _says("customer_id", IN_AN_ID),
        _says("order_id", IN_AN_ID),
        _says("product_id", AS_A_WHOLE),
        _says("description", AS_A_WHOLE),
        ignore_nulls=True,
    )


def _says(column: str, pattern: str) -> nw.Expr:
    return nw.col(column).str.to_lowercase().str.contains(pattern).fill_null(False)
