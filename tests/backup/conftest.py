"""What the tests of backups borrow from those of the server."""

from tests.server.conftest import a_free_port

__all__ = ["a_free_port"]
