"""The commands `methods` and `export`: results taken to papers and other programs."""
