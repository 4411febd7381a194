from goodwill.demo.simulating import DemoCompany, simulate

__all__ = ["DemoCompany", "simulate"]
