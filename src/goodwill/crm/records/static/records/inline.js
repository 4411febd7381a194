// Forms ask only what fits: fields of people only where a person is meant.
const fit = (form) => {
  for (const input of form.querySelectorAll("[data-only-if]")) {
    const [name, ...values] = input.dataset.onlyIf.split(" ");
    const other = form.elements[name];
    if (other) input.closest(".field").hidden = !input.value && !values.includes(other.value);
  }
};
for (const form of document.forms) fit(form);
document.addEventListener("change", (event) => event.target.form && fit(event.target.form));
document.addEventListener("htmx:load", (event) => {
  for (const form of event.target.querySelectorAll?.("form") ?? []) fit(form);
});

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
