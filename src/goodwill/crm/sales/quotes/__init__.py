"""What is offered for how much until when, who approved it, and the order that comes of it."""
