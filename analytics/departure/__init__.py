"""What happens when people leave or are away, who takes over, and what is the time before worth?"""
