"""What would be lost in a year, in a bad year, and through whom?"""
