"""The models of its parts, where Django looks for them."""

from goodwill.crm.value.key_customers.models import AccountPlan as AccountPlan  # noqa: PLC0414
from goodwill.crm.value.key_customers.models import Goal as Goal  # noqa: PLC0414
from goodwill.crm.value.key_customers.models import Stakeholder as Stakeholder  # noqa: PLC0414
from goodwill.crm.value.pivot.models import Mailing, OwnMeasure, Pivot  # noqa: F401
from goodwill.crm.value.policies.models import Policy as Policy  # noqa: PLC0414
from goodwill.crm.value.scoring.models import Score as Score  # noqa: PLC0414
from goodwill.crm.value.scoring.models import Valuation as Valuation  # noqa: PLC0414
from goodwill.crm.value.segmenting.models import (  # noqa: F401
    Segment,
    SegmentDay,
    SegmentMember,
)
from goodwill.crm.value.stages.models import Transition as Transition  # noqa: PLC0414
from goodwill.crm.value.suggesting.models import Decision as Decision  # noqa: PLC0414
from goodwill.crm.value.suggesting.models import Drawn as Drawn  # noqa: PLC0414
from goodwill.crm.value.suggesting.models import Trial as Trial  # noqa: PLC0414
from goodwill.crm.value.worklists.models import CareAction as CareAction  # noqa: PLC0414
