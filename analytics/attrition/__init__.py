"""Who may leave within twelve months, why, and how well do we know?"""
