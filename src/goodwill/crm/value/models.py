"""The models of its parts, where Django looks for them."""

from goodwill.crm.value.pivot.models import Mailing, OwnMeasure, Pivot  # noqa: F401
