"""Keys and what signs with them: files, PKCS#11 devices, SM2; the ring of keys with its history."""
