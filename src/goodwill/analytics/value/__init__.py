"""What each customer is worth, now and in future.

A purchase, spend or contract model is a module here: `paretonbd`, `bgnbd`, `gammagamma`,
`sbg` … What stands on them has a package of its own:

    today        what customers are worth as things stand, and how steadily they come back
    choosing     which model to believe: compared on a hold-out, shown against what happened
    outlook      scores, lifetime value, equity, and what managers read off them
    advising     what to do next for a customer: propensities and offers
    likelihoods  the computing behind the models; `renewals` that behind contracts

Every module takes dataframes of any kind and stays lazy until its own last step, which
collects a handful of rows. What is shown to people comes back as a tuple of `Figure`s from
`figures(...)`; every definition is listed in `catalogue`.
"""
