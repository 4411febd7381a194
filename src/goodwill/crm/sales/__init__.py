"""From lead to order: leads, opportunities, quotes, targets, forecast, visits."""
