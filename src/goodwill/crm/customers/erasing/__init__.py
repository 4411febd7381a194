"""Forgetting a person for good, as privacy law demands, while the sums stay right.

What goes: names, dates, notes, own fields, tags, contact points, relations, files, external ids,
shares, search entries, the proofs of consents, the words of what happened with the person, and
the contents of the history of all of these (its digests stay, so the seal holds).

What stays: that something happened, when, how long it took and on what channel, since costing
lives on it; what was refused or consented to and when, without the proof; orders and contracts
with their amounts and files, since accounts must be kept; and a tombstone that says when, by whom
and why. In what happened at organisations the person works for, and in the person's own orders
and contracts, the name is blacked out.
"""
