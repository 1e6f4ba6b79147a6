"""On how few people does the revenue rest, and is that too much?"""
