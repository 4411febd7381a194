"""The models of its parts, where Django looks for them."""

from goodwill.crm.api.rest.models import Answer  # noqa: F401
from goodwill.crm.api.webhooks.models import Delivery, Try, Webhook  # noqa: F401
