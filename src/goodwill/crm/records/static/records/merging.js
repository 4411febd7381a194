/* Side by side: one button takes all values of one record; where nobody chose a value yet, that of
   the record that is kept stands, if it has one. */

for (const form of document.querySelectorAll("[data-merge]")) {
  const chosen = new Set();
  const valuesOf = (record) => [...form.querySelectorAll(`[name^="choose-"][value="${record}"]`)];

  form.addEventListener("change", ({ target }) => {
    if (target.name !== "survivor") return chosen.add(target.name);
    for (const choice of valuesOf(target.value)) {
      if (!chosen.has(choice.name) && !("empty" in choice.dataset)) choice.checked = true;
    }
  });

  for (const button of form.querySelectorAll("[data-take]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      form.querySelector(`[name="survivor"][value="${button.dataset.take}"]`).checked = true;
      for (const choice of valuesOf(button.dataset.take)) {
        choice.checked = true;
        chosen.add(choice.name);
      }
    });
  }
}
