"""Who may do what on which records: roles, groups, security levels, single grants (D3, D6)."""
