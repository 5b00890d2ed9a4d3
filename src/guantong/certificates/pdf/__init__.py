"""The certificate as a PDF: typeset, sealed, signed, examined."""
