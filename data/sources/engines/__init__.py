"""The engines that can be read."""
