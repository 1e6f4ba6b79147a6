"""What no system holds: asked of each salesperson in a workbook, and read back as statements.

``gaps`` says which customers of whom lack a contact person, a phone number or the end of a
contract; ``form`` what is asked; ``workbook`` writes the workbook of one person; ``reading`` takes
returned ones apart in the reading process; ``checking`` says what each filled cell states, or what
is wrong with it; ``keeping`` enters it, undoes it, and counts who has returned.

What is stated here closes gaps and changes no figure, but for who else knows a customer: that is a
statement like any other (:mod:`analytics.statements`).
"""
