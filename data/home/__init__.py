"""The home folder: private, durable, and nothing temporary outlives its owner."""
