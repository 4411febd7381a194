"""What was taken away in files: the lists, how much of them, when and by whom."""
