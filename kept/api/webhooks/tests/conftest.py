"""The program that calls the API."""

from tests.programs import program

__all__ = ["program"]
