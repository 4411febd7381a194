/* Copies what stands in a field: <button data-copies="its id" data-copied="Copied">. */

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copies]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copies);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy");
  }
  document.dispatchEvent(new CustomEvent("toast", { detail: { text: button.dataset.copied } }));
});
