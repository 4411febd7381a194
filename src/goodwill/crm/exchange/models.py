"""The models of its parts, where Django looks for them."""

from goodwill.crm.exchange.connecting.models import Connection  # noqa: F401
from goodwill.crm.exchange.importing.models import Import, RefusedRow, Trace  # noqa: F401
from goodwill.crm.exchange.importing.remembering import Remembered  # noqa: F401
from goodwill.crm.exchange.importing.uploading import Upload  # noqa: F401
from goodwill.crm.exchange.quality.models import Measure  # noqa: F401
from goodwill.crm.exchange.refreshing.models import Refresh  # noqa: F401
