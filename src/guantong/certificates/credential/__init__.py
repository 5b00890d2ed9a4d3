"""The certificate as a verifiable credential: made, signed, shown in part, revoked through a list, and examined."""
