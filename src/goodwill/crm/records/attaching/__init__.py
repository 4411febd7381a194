"""Files kept with a record: checked as they come, handed out so that they do no harm."""
