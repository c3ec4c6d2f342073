"""From a fetched page to an article and the verdict on every block of it. Pure: no network, disk, clock or module state."""
