"""Members: who takes part, how they sign in, and how they leave."""
