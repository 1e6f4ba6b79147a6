"""Where is our own house open? Rules about access, exports, papers, backups, records and pay."""
