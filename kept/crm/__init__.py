"""Instance data: the CRM, a folder per noun, all alike."""
