"""Disclosing: a court, an authority or an emergency asks for data of a person. The least is given, after two agree (S2).

Only service data are in reach: users, correspondents, readers. What customers keep in their instances is not (D8).
"""
