"""Tests of the request log, the error log, devices and statistics."""
