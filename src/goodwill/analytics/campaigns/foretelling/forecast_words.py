"""What the figures of a campaign's forecast mean."""

from __future__ import annotations

from goodwill.analytics.figure import Definition, Unit
from goodwill.language import Sentence

EXPECTED_ORDERS = Definition(
    "expected_incremental_orders",
    1,
    Sentence("Expected incremental orders"),
    Sentence("Orders beyond those that would be placed without the campaign, as believed."),
    Sentence("members treated × share who buy anyway × lift × orders per buyer"),
    Unit.ORDERS,
)
EXPECTED_MARGIN = Definition(
    "expected_incremental_margin",
    1,
    Sentence("Expected incremental margin"),
    Sentence("Margin beyond what would be earned without the campaign, as believed."),
    Sentence("incremental buyers × margin per buyer"),
    Unit.MONEY,
)
EXPECTED_COST = Definition(
    "expected_campaign_cost",
    1,
    Sentence("Expected campaign cost"),
    Sentence("What the campaign will cost; responses are paid for also where they came anyway."),
    Sentence("fixed + members treated × cost per contact + buyers treated × cost per response"),
    Unit.MONEY,
)
EXPECTED_PROFIT = Definition(
    "expected_campaign_profit",
    1,
    Sentence("Expected campaign profit"),
    Sentence("Incremental margin less the campaign's cost, as believed."),
    Sentence("expected incremental margin − expected campaign cost"),
    Unit.MONEY,
)
EXPECTED_ROI = Definition(
    "expected_campaign_roi",
    1,
    Sentence("Expected campaign ROI"),
    Sentence("What each unit of money spent is believed to bring beyond itself."),
    Sentence("(incremental margin − cost) ÷ cost"),
    Unit.SHARE,
)
CHANCE_IT_PAYS = Definition(
    "chance_campaign_pays",
    1,
    Sentence("Chance that it pays"),
    Sentence("How sure the planner is, by the belief given, that margin exceeds cost."),
    Sentence("share of the belief above the break-even lift"),
    Unit.SHARE,
)
CHANCE_OF_VERDICT = Definition(
    "chance_of_verdict",
    1,
    Sentence("Chance of a verdict"),
    Sentence("How often the campaign will be shown to pay, or shown not to pay."),
    Sentence("chance that the interval of margin per member leaves out the cost per member"),
    Unit.SHARE,
)
CHANCE_OF_LEARNING = Definition(
    "chance_of_learning",
    1,
    Sentence("Chance of learning anything"),
    Sentence("How often an effect will be seen, over all that is believed of it (assurance)."),
    Sentence("power, averaged over the belief"),
    Unit.SHARE,
)
LEAST_LIFT = Definition(
    "least_lift",
    1,
    Sentence("Smallest lift that would be seen"),
    Sentence("The relative lift that a campaign of this size shows with the wanted power."),
    Sentence("the lift at which power is what was wanted (MDE)"),
    Unit.SHARE,
)
MEMBERS_NEEDED = Definition(
    "members_needed",
    1,
    Sentence("Members needed"),
    Sentence("Members of the arms compared with whom the lift looked for would be seen."),
    Sentence("the fewest with which power is what was wanted"),
    Unit.CUSTOMERS,
)
BREAK_EVEN_LIFT = Definition(
    "break_even_lift",
    1,
    Sentence("Break-even lift"),
    Sentence("The relative lift of buyers from which the campaign pays."),
    Sentence("cost per member treated at that lift ÷ (share who buy anyway × margin per buyer)"),
    Unit.SHARE,
)
BREAK_EVEN_RESPONSE = Definition(
    "break_even_response",
    1,
    Sentence("Break-even response"),
    Sentence("The share of members treated who have to buy for the campaign to pay."),
    Sentence("share who buy anyway × (1 + break-even lift)"),
    Unit.SHARE,
)
SUGGESTED_HOLDOUT = Definition(
    "suggested_holdout",
    1,
    Sentence("Suggested hold-out"),
    Sentence("The smallest share left alone with which the lift looked for would be seen."),
    Sentence("the smallest share with the wanted power for every primary metric"),
    Unit.SHARE,
)
HOLDOUT_COST = Definition(
    "holdout_cost",
    1,
    Sentence("Cost of the hold-out"),
    Sentence("What contacting the members left alone would have brought beyond its cost."),
    Sentence("members left alone × (incremental margin − cost) per contact"),
    Unit.MONEY,
)
WORTH_OF_KNOWING = Definition(
    "worth_of_knowing",
    1,
    Sentence("Worth of knowing"),
    Sentence("What later contacts are expected to bring more because the result decides them."),
    Sentence("later contacts × (E[max(0, net per contact once known)] − max(0, E[net]))"),
    Unit.MONEY,
)
BEST_HOLDOUT = Definition(
    "best_holdout",
    1,
    Sentence("Hold-out worth most"),
    Sentence("The share left alone at which knowing is worth most beyond the margin forgone."),
    Sentence("the share with the largest worth of knowing less cost of the hold-out"),
    Unit.SHARE,
)
CONTROL_GROUP = Definition(
    "suggested_control_group",
    1,
    Sentence("Suggested control group"),
    Sentence("The share of all customers that shows what all campaigns together bring."),
    Sentence("the smallest share with the wanted power, at most a fifth"),
    Unit.SHARE,
)
DEFINITIONS = (
    *(EXPECTED_ORDERS, EXPECTED_MARGIN, EXPECTED_COST, EXPECTED_PROFIT, EXPECTED_ROI),
    *(CHANCE_IT_PAYS, CHANCE_OF_VERDICT, CHANCE_OF_LEARNING, LEAST_LIFT, MEMBERS_NEEDED),
    *(BREAK_EVEN_LIFT, BREAK_EVEN_RESPONSE, SUGGESTED_HOLDOUT, HOLDOUT_COST),
    *(WORTH_OF_KNOWING, BEST_HOLDOUT, CONTROL_GROUP),
)
