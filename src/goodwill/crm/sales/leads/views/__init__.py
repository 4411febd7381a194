"""Pages of leads: one lead, pools, rules, chances, how leads do."""
