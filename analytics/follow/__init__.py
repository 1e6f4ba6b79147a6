"""What happened to the customers of those who left, and who would follow the next one?"""
