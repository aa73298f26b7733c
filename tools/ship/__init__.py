"""What travels: downloads, archives, releases."""
