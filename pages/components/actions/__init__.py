"""What was decided, who does it by when: one list of actions for every page that shows some."""
