"""How to part a budget: what campaigns bring by what is spent on them, and the best division."""
