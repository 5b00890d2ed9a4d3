"""The clerk's workbook: a template, the roster that is read from it, and the workbook returned with the answers.

`reading.read_roster` and `answer.answer` are the two ends of a screening; `template.write_template` makes what
people fill in.
"""
