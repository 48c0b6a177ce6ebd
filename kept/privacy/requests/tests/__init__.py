"""Tests of requests, the portal and the desks."""
