"""Text to 1 and 0: yes and no, as people and programs write them."""

from __future__ import annotations

from goodwill.warehouse.reading.evidence import one_of, plain

YES = (
    *("1", "1.0", "true", "t", "yes", "y", "treated", "treatment", "pilot"),
    *("是", "有", "试点", "試點", "处理", "處理", "已实施"),
)
NO = (
    *("0", "0.0", "false", "f", "no", "n", "untreated", "control"),
    *("否", "无", "無", "对照", "對照", "对照组", "對照組", "非试点", "非試點", "未实施"),
)


def is_yes_or_no(cell: str) -> bool:
    return cell.strip().lower() in (*YES, *NO)


def value(text: str) -> str:
    """SQL: 1 or 0; null where it is neither."""
    word = f"lower({plain(text)})"
    return (
        f"CASE WHEN regexp_full_match({word}, {one_of(YES)}) THEN 1"
        f" WHEN regexp_full_match({word}, {one_of(NO)}) THEN 0 END"
    )
