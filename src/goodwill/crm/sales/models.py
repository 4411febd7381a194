"""The models of its parts, where Django looks for them."""

from goodwill.crm.sales.forecasting.models import Foretold  # noqa: F401
from goodwill.crm.sales.targets.models import Target  # noqa: F401
from goodwill.crm.sales.territories.models import Territory  # noqa: F401
