"""What a risk review freezes, what has changed since the last one, and did the risk fall?"""
