"""A score for each new text: how likely it is spam, and because of what; it learns from the team's decisions."""
