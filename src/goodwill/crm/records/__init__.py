"""What every record has: owner, history, undo, reach, own fields, search, lists."""
