// Keeps the address in step with the switch, so that what is on the screen can be shared. The switch works without this.
const shown = document.getElementById("show-removed");
if (shown) shown.checked = new URL(location.href).searchParams.has("_removed");  // not what the browser remembers
shown?.addEventListener("change", () => {
  const address = new URL(location.href);
  if (shown.checked) address.searchParams.set("_removed", "on");
  else address.searchParams.delete("_removed");
  history.replaceState(null, "", address);
});
