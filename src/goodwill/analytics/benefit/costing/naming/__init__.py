"""What costs are called, and how each kind counts."""
