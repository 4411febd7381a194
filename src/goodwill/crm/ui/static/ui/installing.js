/* Lets the app open without a connection: installs the worker, hands it what to keep, and
   empties what belongs to a person once they have left. */

const { worker: address, me, offline } = document.body.dataset;
const EVERY = 15 * 60_000;

const forget = async () => {
  for (const name of await caches.keys()) if (name.startsWith("pages-")) await caches.delete(name);
  localStorage.removeItem("kept-at");
};

const refresh = (worker) => {
  const isFresh = Date.now() - Number(localStorage.getItem("kept-at")) < EVERY;
  if (!me || !offline || !navigator.onLine || isFresh) return;
  localStorage.setItem("kept-at", Date.now());
  worker.postMessage({ keep: offline, me });
};

if ("serviceWorker" in navigator && "caches" in globalThis) {
  if (!me) forget();
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-forgets]")) forget();
  });
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data.kept) document.body.dataset.kept = "";
  });
  const installed = await navigator.serviceWorker.register(address, { scope: "/" }).catch(() => null);
  if (installed) refresh((await navigator.serviceWorker.ready).active);
}
