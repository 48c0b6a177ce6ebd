"""People as users: who they are, how they sign in, where they belong (C1, U1, D7)."""
