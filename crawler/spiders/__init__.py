"""The spiders: each turns responses into pages and outcomes, and stops there."""
