"""PostgreSQL for Django, with a compiler that records whose data a query brings in (D5)."""
