"""The portal under load beside OpenFisca's web API: the same question, on the loopback interface, in one run."""
