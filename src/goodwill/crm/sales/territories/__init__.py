"""Who looks after whom, by rules: region, city, category … lead to a person or a team.

`whose(record)` says it of one customer or lead, `Deciding()` of many with one look at the rules.
"""

from goodwill.crm.sales.territories.deciding import Deciding, Whose, whose

__all__ = ["Deciding", "Whose", "whose"]
