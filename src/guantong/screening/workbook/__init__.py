"""The clerk's workbook: a template, the roster that is read from it, and the workbook returned with the answers."""
