"""The emotion curve: how it felt along the journey, of late and before, or for one group beside another."""
