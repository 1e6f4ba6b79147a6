"""Who becomes whose second contact, so that most is saved?"""
