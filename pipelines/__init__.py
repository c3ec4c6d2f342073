"""From cleaned pages to the corpus: archive, dates, sameness, the database, and the stages that join them."""
