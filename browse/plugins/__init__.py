"""Datasette plugins of the corpus pages. Datasette loads each file by itself, so none imports another."""
