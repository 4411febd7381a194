// Changing one field where it stands: e opens it, Esc leaves it, Enter saves it.
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;

  const opener = target.closest?.("[data-edit]");
  if (opener && key === "e") {
    event.preventDefault();
    event.stopPropagation();
    opener.click();
    return;
  }

  const form = target.closest?.("[data-inline]");
  if (!form) return;
  if (key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    form.querySelector("[data-cancel]")?.click();
  }
  if (key === "Enter" && target.matches("select, input[type=checkbox], input[type=radio]")) {
    event.preventDefault();
    form.requestSubmit();
  }
  if (key === "Enter" && target.matches("input[type=search]")) event.preventDefault();
}, true);

/* What stands in the field is written over, not into. */
document.addEventListener("htmx:afterSettle", (event) => {
  const input = event.target.querySelector?.("[data-inline] input[autofocus]:not([type=checkbox], [type=radio])");
  if (input === document.activeElement) input?.select();
});
