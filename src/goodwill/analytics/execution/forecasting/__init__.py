"""What will be sold by a day, with an interval, from how opportunities went so far.

`journeys(…)` brings histories into order; `foretell(journeys, asked)` gives an `Outlook` of
draws, from which `Outlook.band` tells the forecast of all or of some; `backtest` asks the same
of periods that are over. `run_on` foretells sales that come without opportunities.
"""
