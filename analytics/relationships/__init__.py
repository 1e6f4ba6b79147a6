"""Who knows which customer, how well, and what revenue stands behind it?"""
