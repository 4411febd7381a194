"""The words for why a suggestion was let be."""

from __future__ import annotations

from goodwill.crm.value.suggesting.models import Decision
from goodwill.language import Sentence

REASONS = {
    Decision.Reason.NOT_WANTED.value: Sentence("The customer does not want it"),
    Decision.Reason.ALREADY_DONE.value: Sentence("It is done already"),
    Decision.Reason.WRONG_TIME.value: Sentence("Not now, in a month perhaps"),
    Decision.Reason.WRONG_FACTS.value: Sentence("What it rests on is wrong"),
    Decision.Reason.OTHER.value: Sentence("Another reason"),
}
