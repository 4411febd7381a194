/* Answers when there is no connection. The shell is kept by version; the pages of a person's own
   customers are kept under that person and go when they log out. */

const SHELL = `shell-${told.version}`;
const AT_ONCE = 3;
const PATIENCE = 8000;
const TAGS = /<[a-z][^>]*\shx-get="([^"]+)"[^>]*>/g;
const PIECES = /(?:href|src)="([^"]+\.(?:css|js|svg))"/g;

self.addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(SHELL);
    await cache.addAll(told.shell.map((address) => new Request(address, { cache: "reload" })));
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const clear = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("shell-") && name !== SHELL).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(clear());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (request.headers.get("HX-Request")) event.respondWith(part(request));
  else if (address.pathname.startsWith(told.files) || told.shell.includes(address.pathname)) event.respondWith(piece(request));
});

self.addEventListener("message", (event) => {
  if (event.data.keep) event.waitUntil(keepPages(event.data.keep, event.data.me).then(() => event.source?.postMessage({ kept: true })));
});

/* A name that carries its content's hash never changes; anything else is asked for first. */
const piece = async (request) => {
  const isFixed = /\.[0-9a-f]{12}\.\w+$/.test(new URL(request.url).pathname);
  const kept = await caches.match(request, { cacheName: SHELL });
  if (isFixed && kept) return kept;
  return fetch(request).catch(() => kept ?? Response.error());
};

const page = async (request) => {
  try {
    const answer = await inTime(fetch(request), await keptFor(request.url, "page"));
    if (answer.redirected && new URL(answer.url).pathname === told.login) await forget();
    return answer;
  } catch {
    return (await keptFor(request.url, "page")) ?? (await caches.match(told.unconnected)) ?? Response.error();
  }
};

const part = (request) => fetch(request).catch(async () => (await keptFor(request.url, "part")) ?? Response.error());

/* On a bad line what is kept is shown rather than nothing. */
const inTime = (fetched, kept) => {
  if (!kept) return fetched;
  const late = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE));
  return Promise.race([fetched, late]);
};

const names = async () => (await caches.keys()).filter((name) => name.startsWith("pages-"));
const forget = async () => Promise.all((await names()).map((name) => caches.delete(name)));

const key = (address, sort) => {
  const full = new URL(address, location.origin);
  full.hash = "";
  full.searchParams.set("kept-as", sort);
  return full.href;
};

const keptFor = async (address, sort) => {
  for (const name of await names()) {
    const found = await (await caches.open(name)).match(key(address, sort));
    if (found) return found;
  }
};

/* Fetches what the list names, and the parts that those pages ask for by themselves (on load) or
   that are marked with data-keep, as the dialog to log in. */
const keepPages = async (list, me) => {
  const answer = await fetch(list, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) return;
  const told = await answer.json();
  const addresses = Array.isArray(told) ? told : told.addresses;
  const cache = await caches.open(`pages-${me}`);
  const left = [...addresses];
  const seen = new Set();
  const work = async () => {
    while (left.length) await keepPage(cache, left.shift(), seen);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await dropOthers(cache, addresses);
};

const keepPage = async (cache, address, seen) => {
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const text = await answer.text();
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  // So that the page knows, even where the device believes itself online.
  const marked = text.replace("<body ", "<body data-kept-page ");
  await cache.put(key(address, "page"), new Response(marked, { headers }));
  for (const part of partsOf(text)) if (isNew(seen, part)) await keepPart(cache, part);
  for (const [, piece] of text.matchAll(PIECES)) if (isNew(seen, piece)) await keepPiece(piece);
};

const isNew = (seen, address) => !seen.has(address) && seen.add(address);

const partsOf = (text) =>
  [...text.matchAll(TAGS)]
    .filter(([tag]) => /\shx-trigger="[^"]*\bload\b|\sdata-keep\b/.test(tag))
    .map(([, address]) => address.replaceAll("&amp;", "&"));

const keepPiece = async (address) => {
  const cache = await caches.open(SHELL);
  if (!(await cache.match(address))) await cache.add(address).catch(() => null);
};

const keepPart = async (cache, address) => {
  const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (answer?.ok && !answer.redirected) await cache.put(key(address, "part"), answer);
};

/* What is no longer the person's own does not stay on the device. */
const dropOthers = async (cache, addresses) => {
  const wanted = new Set(addresses.map((address) => key(address, "page")));
  for (const request of await cache.keys())
    if (new URL(request.url).searchParams.get("kept-as") === "page" && !wanted.has(request.url)) await cache.delete(request);
};
