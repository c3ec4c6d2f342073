"""Thresher's crawler and command line: what to fetch, how politely, and where it goes. Imports run from here downwards."""
