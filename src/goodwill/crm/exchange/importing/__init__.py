"""Files brought in: read, matched with what is there, tried out, brought in, taken back."""
