"""What the tests of backups borrow from those of the server."""

from tests.server.conftest import free_port

__all__ = ["free_port"]
