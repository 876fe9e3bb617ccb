"""What the community tells the business beyond its boards: touchpoints, pulses, the emotion curve. For the team."""
