"""Who somebody is, how they sign in, and which roles they hold where and until when."""
