"""The places where customers meet the business, in the order of their journey."""
