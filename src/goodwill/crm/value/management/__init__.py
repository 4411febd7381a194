"""What a manager must see on one page: who carries us, what it is worth, what to decide."""
