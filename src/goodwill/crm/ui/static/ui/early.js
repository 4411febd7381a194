/* What is pressed or typed before the other scripts are there is done once they are. */
(() => {
  const SCRIPTED = ":is([hx-get], [hx-post], [hx-put], [hx-patch], [hx-delete], [data-opens], button[type=button])";
  const WRITES = "input, textarea, select, [contenteditable]";
  const kept = [];

  /* Nobody else hears of it now, so that it is done once. */
  const later = (event, again) => {
    event.stopImmediatePropagation();
    kept.push(again);
  };

  const keep = {
    click: (event) => {
      const pressed = event.target.closest(SCRIPTED);
      if (!pressed || pressed.matches("form") || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      later(event, () => pressed.click());
    },
    submit: (event) => {
      const { target: form, submitter } = event;
      if (!form.matches(SCRIPTED) && !submitter?.matches(SCRIPTED)) return;
      event.preventDefault();
      later(event, () => form.requestSubmit(submitter));
    },
    keydown: (event) => {
      if (event.target.closest(WRITES) || event.ctrlKey || event.metaKey) return;
      const pressed = new KeyboardEvent("keydown", event);
      later(event, () => (event.target.isConnected ? event.target : document.body).dispatchEvent(pressed));
    },
    change: (event) => later(event, () => event.target.dispatchEvent(new Event("change", { bubbles: true }))),
    input: (event) => later(event, () => event.target.dispatchEvent(new Event("input", { bubbles: true }))),
  };

  for (const [name, does] of Object.entries(keep)) addEventListener(name, does, true);
  // The window hears of it last: htmx and the modules have begun.
  addEventListener("DOMContentLoaded", () => {
    for (const [name, does] of Object.entries(keep)) removeEventListener(name, does, true);
    for (const again of kept) again();
  });
})();
