"""A simulated company whose true effects are known.

It sells tea, coffee, office and cleaning supplies from Shanghai to organisations and
people. `simulate` writes every table of the contract as Parquet, as an ERP and a CRM would export
them, and beside them, in `truth/`, what no company knows about itself.

Coming
    A customer becomes known at a uniform time since the opening (some at the opening),
    enquires after an exponential time with a certain probability, and first buys after
    another one: suspect → prospect → first-time buyer.

Buying and dying (Pareto/NBD, Schmittlein, Morrison & Colombo 1987)
    While alive, a customer orders at the rate λ·season(t); it is lost at the rate μ.
    λ ~ Gamma(r, mean m) and μ ~ Gamma(s, mean d) over the customers of a segment, so
    the rate parameters are α = r/m and β = s/d. Season is a clock: Λ(t) = ∫ season; orders
    are points of a process on Λ. For most it is Poisson; for a segment's share of regular
    buyers the gaps on that clock are Erlang(4) with the same mean 1/λ.

Baskets
    Lines of an order: 1 + Poisson(l − 1). The product is drawn by the segment's shares, its
    quantity is 1 + Poisson(scale · bulk of the product), where `scale` is gamma distributed
    about segment times size. Price = list price · 1.015^(calendar years since the opening)
    · (1 − agreed discount), rounded to the fen; unit costs stay. A line comes back whole
    with its product's probability, 2 to 29 days later.

Cost to serve
    Deliveries by order and distance, returns by piece, visits and calls by how *demanding*
    a customer is, gamma(½) and independent of what it buys. So some of the good customers
    cost more than they bring, and the whale curve comes down again at its end.

Satisfaction
    Standard normal, correlated 0.7 with −μ (through the normal score of the gamma). It
    moves survey answers, complaints, and the reasons for which customers leave.

Campaigns
    Each member is put into the hold-out by its own coin. For the treated who are alive, a
    second Poisson process with the rate λ·season(t)·lift runs during the campaign: the
    true relative lift in orders, exactly. Some campaigns have a lift of nought. In one the
    lift depends on the channel that the customer prefers; where it is negative, each order of
    the treated is lost with that probability. In another the people in charge moved three
    quarters of the hold-out's best customers among the treated: it has too few in the
    hold-out, they are not like the others, and a plain comparison says too much.
    `campaign_costs` holds all that was spent, contacts included; `touches` every contact,
    of which only the first has an effect.

Pilots
    One department tries something for a hundred days, and four regions one after another
    another thing; whoever buys there does so λ·season(t)·lift oftener while it runs.

Work
    Every visit, call, e-mail and chat of the cost to serve is a contact (`interactions`), and
    those that took place are `activities`, as are orders, cases and calls of campaigns. Their
    minutes follow the time equations of `activities.EQUATIONS` exactly; the calls are measured.
    `capacity` is as large as the minutes of each month need, at 80 to 86 % of what is practical,
    but for one month of customer service with 109 %.

Ledger
    Pay follows the people of `capacity`; the rest comes from `spending.ITEMS` with lognormal
    noise, in four currencies. Planted, and named in `truth/ledger.json`: a month in which data
    storage costs four times as much, an invoice entered twice, one that never came, half of
    one taken back. `budgets` hold what was planned, without any of these.

Getting better
    The CRM runs since shortly after the opening. From then to the as-of date these move evenly
    between two fixed ends: search, waiting, replies, cases solved at once, errors of orders and
    of handling, time for selling and administration, self-service, use on mobile devices,
    completeness and duplicates of records.

Scores
    The log odds of the true chance of being lost, and a standard normal times 0.55. Something
    was done for 70 % of the fifth most at risk; in truth it changed nothing.

Market and programme
    The market is 1 / share of the company's own sales by region and family, with shares
    between 6 and 12 %. Benefits, flows with two alternatives that were not chosen, risks,
    delays and goals stand in `programme`, and go by the number of customers; `programme.toml`
    says the same as a person would write it down, `settings.toml` what the indicators ask of it.

Staff
    Every block has a team of its own; the first block's has nine people in each department, so
    that teams can be asked in a small company too.

Dirt
    Guests, exact copies, tests, zero amounts, cancelled orders, one future date and one
    without date; counted in `truth/dirt.json`. Truth about customers leaves dirt out.

Customers are drawn in blocks of 10,000 with generators of their own, so the same
arguments give the same bytes, memory does not grow with the company, and a larger
company begins with the same blocks as a smaller one.
"""

from goodwill.demo.simulating import DemoCompany, simulate

__all__ = ["DemoCompany", "simulate"]
