"""Who may contact a customer, how and about what: the customer chooses and has the last word."""

from goodwill.crm.customers.consenting.asking_leave import Allowed, may_contact
from goodwill.crm.customers.consenting.telling import who_may_contact_how

__all__ = ["Allowed", "may_contact", "who_may_contact_how"]
