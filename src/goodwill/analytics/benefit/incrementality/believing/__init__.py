"""Whether it may be believed: the draw, the balance, enough buyers, many questions at once."""
