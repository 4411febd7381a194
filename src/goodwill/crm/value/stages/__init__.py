"""How loyal customers are: how many in each stage, who moved up or away, month by month."""
