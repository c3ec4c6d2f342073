// Datasette's table.js asks this before it offers to count a column's values.
window.DATASETTE_ALLOW_FACET = document.currentScript.dataset.allowed === "true";
