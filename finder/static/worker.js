// Answers without a network with what was kept on request: some pages, and the files they need. It keeps
// the same for everybody and writes nothing while one reads, so that nobody can see from it what was read
// or searched. The server puts BUILD before this: what to keep, and in which words to tell its age.

const CACHE = `finder-pages-${BUILD.version}`;
const KEPT_AT = "x-kept-at";

self.addEventListener("install", (event) => {
  event.waitUntil(keepAll().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOthers().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  if (event.data !== "renew") return;
  const [port] = event.ports;
  event.waitUntil(keepAll().then(() => port.postMessage(true), () => port.postMessage(false)));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.destination === "document") event.respondWith(page(request, url));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
});

async function page(request, url) {
  try {
    return await fetch(request);
  } catch (failure) {
    const same = url.search ? undefined : await caches.match(url.pathname);
    const kept = same ?? (await caches.match(BUILD.offline));
    if (!kept) throw failure;
    return withAge(kept);
  }
}

// Files of an older version serve pages of an older version, rather than none.
async function file(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  try {
    return await fetch(request);
  } catch (failure) {
    const older = await caches.match(request, { ignoreSearch: true });
    if (!older) throw failure;
    return older;
  }
}

async function keepAll() {
  const cache = await caches.open(CACHE);
  const files = new Set(BUILD.files);
  const pages = new Set(BUILD.pages);
  for (const path of pages) {
    const text = await keep(cache, path);
    // A page that lists others brings them along; a set may grow while one walks through it.
    for (const [, below] of text.matchAll(new RegExp(`href="(${path}/[^"?#]+)"`, "g"))) {
      if (path !== `/${BUILD.lang}/`) pages.add(below);
    }
    for (const [, needed] of text.matchAll(/(?:src|href)="(\/static\/[^"]+)"/g)) files.add(needed);
  }
  await Promise.all([...files].map((path) => keep(cache, path)));
}

async function keep(cache, path) {
  const answer = await fetch(path);
  if (!answer.ok || answer.redirected) throw new Error(`${path}: ${answer.status}`);
  const copy = answer.clone();
  await cache.put(path, await answered(copy, await copy.blob(), { [KEPT_AT]: new Date().toISOString() }));
  return answer.text();
}

function answered(original, body, more = {}) {
  const headers = new Headers(original.headers);
  headers.delete("content-encoding");
  headers.delete("content-length");
  for (const [name, value] of Object.entries(more)) headers.set(name, value);
  return new Response(body, { status: original.status, headers });
}

async function withAge(kept) {
  const at = new Date(kept.headers.get(KEPT_AT));
  const style = { dateStyle: "long", timeStyle: "short", calendar: "gregory" };
  const moment = new Intl.DateTimeFormat(BUILD.locale, style).format(at);
  const words = BUILD.banner.replace("{age}", age(at)).replace("{moment}", moment);
  const text = await kept.clone().text();
  const banner = `<p class="from-device" role="status">${words}</p>`;
  return answered(kept, text.replace(/<main[^>]*>/, (main) => `${main}${banner}`));
}

function age(at) {
  const minutes = Math.round((Date.now() - at) / 60000);
  const written = new Intl.RelativeTimeFormat(BUILD.locale, { numeric: "auto" });
  if (minutes < 60) return written.format(-minutes, "minute");
  const hours = Math.round(minutes / 60);
  return hours < 24 ? written.format(-hours, "hour") : written.format(-Math.round(hours / 24), "day");
}

async function dropOthers() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("finder-pages-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}
