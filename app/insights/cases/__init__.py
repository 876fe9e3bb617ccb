"""Cases: low scores that the team looks after, until it is better."""
