"""What Quoth reaches, measured: each module prints its figures."""
