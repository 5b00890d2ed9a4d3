"""The certificate in a QR code, signed, and the page that verifies it where there is no network."""
