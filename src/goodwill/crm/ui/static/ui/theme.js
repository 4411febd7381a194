/* Light, dark or as the device; dense or not: at once here, and kept by the server. */

const root = document.documentElement;

const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);

const put = (name, value) => {
  if (name === "theme" && value === "system") delete root.dataset.theme;
  else if (name !== "language") root.dataset[name] = value;
  for (const choice of document.querySelectorAll(`[data-liking=${name}]`))
    choice.setAttribute("aria-checked", String(choice.value === value));
};

document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-liking]");
  if (choice) put(choice.dataset.liking, choice.value);
  if (!event.target.closest("[data-theme-toggle]")) return;
  const wanted = isDark() ? "light" : "dark";
  document.querySelector(`[data-liking=theme][value=${wanted}]`).click();
});
