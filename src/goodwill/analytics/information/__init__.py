"""Who are they, and what happened: from order lines read to one row per customer.

In the order of the work: `sorting` keeps apart what cannot be used and says why,
`quality` proves that nothing was lost, `netting` finds the sale of each return,
`histories` makes orders, purchase days and one row per customer of them; `cohorts` and
`cuts` look at the same lines by time and from any side.
"""
