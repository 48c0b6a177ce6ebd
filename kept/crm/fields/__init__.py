"""Value lists, custom fields and tags of an instance."""
