"""What the filling says, in the language that the demonstration is shown in."""

from __future__ import annotations

from goodwill.language import Sentence

SEGMENTS = {
    "manufacturing": Sentence("Manufacturing"),
    "retail": Sentence("Retail"),
    "hospitality": Sentence("Hospitality"),
    "healthcare": Sentence("Healthcare"),
    "education": Sentence("Education"),
    "household": Sentence("Private household"),
    "home office": Sentence("Home office"),
    "gift buyer": Sentence("Gift buyer"),
}
SIZES = {
    "micro": Sentence("Micro business"),
    "small": Sentence("Small business"),
    "medium": Sentence("Medium-sized business"),
    "large": Sentence("Large business"),
}
ROLES = {
    "owner": Sentence("Owner"),
    "purchasing": Sentence("Purchasing"),
    "office manager": Sentence("Office manager"),
    "finance": Sentence("Finance"),
    "operations": Sentence("Operations"),
}
DEPARTMENTS = {
    "Online shop": Sentence("Online shop"),
    "Key accounts": Sentence("Key accounts"),
    "Export": Sentence("Export"),
    "East branch": Sentence("East branch"),
    "South branch": Sentence("South branch"),
    "North branch": Sentence("North branch"),
    "West branch": Sentence("West branch"),
    "Customer service": Sentence("Customer service"),
    "Order desk": Sentence("Order desk"),
    "Marketing": Sentence("Marketing"),
    "IT": Sentence("IT"),
    "Management": Sentence("Management"),
}
CONTACTS = {
    "visit": Sentence("Visit"),
    "call": Sentence("Phone call"),
    "chat": Sentence("Chat"),
    "e-mail": Sentence("E-mail"),
}
PURPOSES = {
    "sales": Sentence("offer"),
    "care": Sentence("how things are going"),
    "service": Sentence("question"),
    "cross-sell": Sentence("other products"),
    "win-back": Sentence("coming back"),
}
ISSUES = {
    "delivery": Sentence("delivery"),
    "order": Sentence("order"),
    "price": Sentence("price"),
    "use": Sentence("use"),
    "quality": Sentence("quality"),
    "invoice": Sentence("invoice"),
}
CASES = {
    "complaint": Sentence("Complaint"),
    "question": Sentence("Question"),
    "repair": Sentence("Repair"),
}
ORIGINS = {
    "recommendation": Sentence("Recommendation"),
    "advertisement": Sentence("Advertisement"),
    "website": Sentence("Web site"),
    "fair": Sentence("Trade fair"),
    "campaign": Sentence("Campaign"),
    "call": Sentence("Phone call"),
}
TASKS = (
    Sentence("Follow up on the quotation"),
    Sentence("Call about the next order"),
    Sentence("Arrange a visit"),
    Sentence("Send samples"),
    Sentence("Ask how the delivery went"),
    Sentence("Settle the open invoice"),
    Sentence("Prepare the renewal of the contract"),
    Sentence("Introduce the new contact person"),
)
NOTES = (
    Sentence("Prefers deliveries before ten in the morning."),
    Sentence("Wants one invoice a month for all branches."),
    Sentence("Opens a second location next spring and will need more."),
    Sentence("Compares our prices with two others. Quality decides."),
    Sentence("Asked for samples of the new tea before the holidays."),
    Sentence("Please speak to purchasing first, the owner is seldom in."),
)
ACCEPTED = Sentence("They accepted the offer.")
DECLINED = Sentence("They are thinking the offer over.")
ORDER = Sentence("Order {number}")
RETURN = Sentence("Return {number}")
SUPPLY = Sentence("Regular supply of {product}")
ABOUT = Sentence("{contact}: {topic}")
NOTE = Sentence("Good to know")
