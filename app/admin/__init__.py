"""The pages of the team and the owner: wizard, settings, boards, members, system."""
