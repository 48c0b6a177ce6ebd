"""The parts and islands in a real browser, on the development pages, without a database."""
