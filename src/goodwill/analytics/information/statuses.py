"""What an order's status says, in the words that shops and ledgers use.

Only a whole status counts: `partially refunded` is not `refunded`.
"""

from __future__ import annotations

import narwhals as nw

CANCELLED = (
    *("cancelled", "canceled", "cancel", "cancelled by customer", "canceled by customer"),
    *("void", "voided", "annulled", "reversed", "storno", "storniert"),
    *(
        "已取消",
        "取消",
        "订单取消",
        "訂單取消",
        "已撤销",
        "已撤銷",
        "已作废",
        "作废",
        "已作廢",
        "作廢",
    ),
    *("已关闭", "已關閉", "交易关闭", "交易關閉", "订单关闭", "訂單關閉"),
)

REFUNDED = (
    *("refunded", "refund", "fully refunded", "returned", "charged back", "chargeback"),
    *("已退款", "退款", "退款成功", "退款完成", "全额退款", "全額退款"),
    *("已退货", "退货", "退货退款", "已退貨", "退貨", "退貨退款"),
)


def is_cancelled() -> nw.Expr:
    return _is_one_of(CANCELLED)


def is_refunded() -> nw.Expr:
    return _is_one_of(REFUNDED)


def _is_one_of(words: tuple[str, ...]) -> nw.Expr:
    status = nw.col("status").str.strip_chars().str.to_lowercase()
    return status.is_in(list(words)).fill_null(False)
