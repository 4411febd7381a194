"""The channels a customer may be reached on, and what people call them."""

from __future__ import annotations

from collections.abc import Mapping

from goodwill.language import Sentence

CHANNELS: Mapping[str, Sentence] = {
    "phone": Sentence("Phone"),
    "email": Sentence("E-mail"),
    "sms": Sentence("Text message"),
    "wechat": Sentence("WeChat"),
    "whatsapp": Sentence("WhatsApp"),
    "post": Sentence("Post"),
    "visit": Sentence("Visit"),
}
"""Each channel by the word that consent and preferences keep."""
