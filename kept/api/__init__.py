"""The REST API: the public contract of RAYNET CRM v2, each resource declared once."""
