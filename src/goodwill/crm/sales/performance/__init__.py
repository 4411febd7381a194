"""How selling goes: cycle, win rate, velocity, time and targets, each with its receipt."""
