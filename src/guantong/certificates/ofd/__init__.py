"""The certificate as OFD (GB/T 33190): written, sealed with an electronic seal, examined."""
