"""Companies: firms and natural persons as customers, with their addresses and relations."""
