// The SQL editor: Datasette's inline script as a file, so that pages need no inline script at all.
const area = document.querySelector("textarea#sql-editor");
const shown = document.querySelector("pre#sql-query");
const format = document.querySelector("button#sql-format");

if (area) {
  const editor = CodeMirror.fromTextArea(area, { lineNumbers: true, mode: "text/x-sql", lineWrapping: true });
  editor.getInputField().setAttribute("aria-label", "SQL");
  editor.setOption("extraKeys", { "Shift-Enter": () => area.form.requestSubmit(), Tab: false });
  format.hidden = false;
  format.addEventListener("click", () => editor.setValue(sqlFormatter.format(editor.getValue())));
} else if (shown && format) {
  format.hidden = false;
  format.addEventListener("click", () => { shown.textContent = sqlFormatter.format(shown.textContent); });
}
