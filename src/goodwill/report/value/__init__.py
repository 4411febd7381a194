"""The value report: from tables that were read to what every customer is worth."""
