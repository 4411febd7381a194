"""A campaign before a cent is spent: who is in, what it will bring, what can be learned."""
