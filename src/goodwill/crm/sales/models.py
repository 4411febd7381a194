"""The models of its parts, where Django looks for them."""

from goodwill.crm.sales.forecasting.models import Foretold  # noqa: F401
from goodwill.crm.sales.leads.models import (  # noqa: F401
    Conversion,
    DistributionRule,
    Handing,
    Lead,
    LeadForm,
    LeadModel,
    LeadPool,
    ScoreRule,
    Submission,
    Taker,
)
from goodwill.crm.sales.opportunities.models import (  # noqa: F401
    Competitor,
    Opportunity,
    OpportunityLine,
    Pipeline,
    Stage,
    StageChange,
    Stakeholder,
)
from goodwill.crm.sales.quotes.models import (  # noqa: F401
    Answer,
    Approval,
    DiscountLimit,
    OrderHandling,
    Quote,
    QuoteLine,
    Terms,
)
from goodwill.crm.sales.targets.models import Target  # noqa: F401
from goodwill.crm.sales.territories.models import Territory  # noqa: F401
from goodwill.crm.sales.visits.models import Visit  # noqa: F401
