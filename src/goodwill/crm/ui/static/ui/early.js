/* What is pressed or typed before the other scripts are there is done once they are. */
(() => {
  const SCRIPTED = ":is([hx-get], [hx-post], [hx-put], [hx-patch], [hx-delete], [data-opens], button[type=button])";
  const kept = [];

  const stop = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  const keep = {
    click: (event) => {
      const pressed = event.target.closest(SCRIPTED);
      if (!pressed || pressed.matches("form") || event.ctrlKey || event.metaKey) return;
      stop(event);
      kept.push(() => pressed.click());
    },
    submit: (event) => {
      const { target: form, submitter } = event;
      if (!form.matches(SCRIPTED) && !submitter?.matches(SCRIPTED)) return;
      stop(event);
      kept.push(() => form.requestSubmit(submitter));
    },
    change: ({ target }) => kept.push(() => target.dispatchEvent(new Event("change", { bubbles: true }))),
    input: ({ target }) => kept.push(() => target.dispatchEvent(new Event("input", { bubbles: true }))),
  };

  for (const [name, does] of Object.entries(keep)) addEventListener(name, does, true);
  addEventListener("DOMContentLoaded", () => setTimeout(() => {
    for (const [name, does] of Object.entries(keep)) removeEventListener(name, does, true);
    for (const again of kept) again();
  }));
})();
