"""Which touchpoints matter most: members choose the most and the least important of four, three times."""
