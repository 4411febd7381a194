"""Customers that are entered twice: found, told with reasons, decided once, learnt from."""
