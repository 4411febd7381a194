/* Side by side: one button takes all values of one record. */

for (const form of document.querySelectorAll("[data-merge]")) {
  for (const button of form.querySelectorAll("[data-take]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const choice of form.querySelectorAll(`input[type="radio"][value="${button.dataset.take}"]`)) {
        choice.checked = true;
      }
    });
  }
}
