"""Employees: EM01 to EM05."""
