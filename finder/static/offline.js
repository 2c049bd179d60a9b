// Keeps the entries of the town on this device when asked to, and searches them without a network. Nothing
// is stored before the button is pressed. Texts of entries reach the page as text, never as markup.

const PACK_CACHE = "finder-pack";
const KEPT_AT = "x-kept-at";
const PAGE = 20;
const EARTH_M = 6371008.8;

const by = (id) => document.getElementById(id);
const words = JSON.parse(by("words").textContent);
const { pack: packPath, worker: workerPath, locale } = by("offline").dataset;
const [keepButton, renewButton, forgetButton, state] = ["keep", "renew", "forget", "state"].map(by);
const fields = { from: by("from"), language: by("language"), q: by("q"), stepFree: by("step-free") };
const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
let pack = null;
let shown = PAGE;

// What is kept

async function begin() {
  if (!("serviceWorker" in navigator) || !("caches" in window)) {
    state.textContent = words.unable;
    return;
  }
  keepButton.addEventListener("click", () => during(keep));
  renewButton.addEventListener("click", () => during(renew));
  forgetButton.addEventListener("click", () => during(forget));
  await show();
}

async function during(work) {
  const buttons = [keepButton, renewButton, forgetButton];
  buttons.forEach((button) => (button.disabled = true));
  if (work !== forget) state.textContent = words.saving;
  let problem = "";
  try {
    await work();
  } catch {
    problem = words.failed;
  }
  buttons.forEach((button) => (button.disabled = false));
  await show();
  if (problem || work === forget) state.textContent = problem || words.gone;
  if (document.activeElement === document.body) (pack ? renewButton : keepButton).focus();
}

async function keep() {
  try {
    await ready(await navigator.serviceWorker.register(workerPath));
    await keepPack();
  } catch (failure) {
    await forget();
    throw failure;
  }
}

function ready(registration) {
  const worker = registration.installing ?? registration.waiting;
  if (!worker) return registration;
  return new Promise((resolve, reject) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve(registration);
      if (worker.state === "redundant") reject(new Error(worker.state));
    });
  });
}

async function keepPack() {
  const answer = await fetch(packPath, { cache: "no-cache" });
  if (!answer.ok) throw new Error(answer.status);
  const headers = { "content-type": "application/json", [KEPT_AT]: new Date().toISOString() };
  const cache = await caches.open(PACK_CACHE);
  await cache.put(packPath, new Response(await answer.blob(), { headers }));
}

async function renew() {
  await keepPack();
  const registration = await ready(await navigator.serviceWorker.register(workerPath));
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((resolve) => (port1.onmessage = resolve));
  registration.active.postMessage("renew", [port2]);
  if (!(await answer).data) throw new Error("pages");
}

async function forget() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("finder-")).map((name) => caches.delete(name)));
  await (await navigator.serviceWorker.getRegistration("/"))?.unregister();
}

async function show() {
  const kept = await caches.match(packPath);
  pack = kept ? await kept.clone().json() : null;
  keepButton.hidden = pack !== null;
  by("what").open = pack === null;
  renewButton.hidden = forgetButton.hidden = by("search").hidden = pack === null;
  state.textContent = kept ? await age(kept) : words.none;
  if (pack) offerChoices();
}

async function age(kept) {
  const at = new Date(kept.headers.get(KEPT_AT));
  const style = { dateStyle: "long", timeStyle: "short", calendar: "gregory" };
  const moment = new Intl.DateTimeFormat(locale, style).format(at);
  return words.age
    .replace("{age}", since((Date.now() - at) / 60000))
    .replace("{moment}", moment)
    .replace("{kb}", number.format(Math.round((await size()) / 1024)));
}

function since(minutes) {
  const written = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  if (minutes < 59.5) return written.format(-Math.round(minutes), "minute");
  const hours = Math.round(minutes / 60);
  return hours < 24 ? written.format(-hours, "hour") : written.format(-Math.round(hours / 24), "day");
}

async function size() {
  let bytes = 0;
  for (const name of await caches.keys()) {
    if (!name.startsWith("finder-")) continue;
    const cache = await caches.open(name);
    for (const request of await cache.keys()) bytes += (await (await cache.match(request)).blob()).size;
  }
  return bytes;
}

// The search

function offerChoices() {
  const [asked, chosen] = [new URLSearchParams(location.search), fields.language.value];
  fields.from.replaceChildren(...pack.places.map(([label], index) => new Option(label, index)));
  const spoken = Object.entries(pack.languages).map(([code, label]) => new Option(label, code));
  fields.language.replaceChildren(new Option(words.any, ""), ...spoken);
  fields.language.value = (chosen || asked.get("language")) ?? "";
  if (fields.language.selectedIndex < 0) fields.language.value = "";
  fields.stepFree.checked ||= asked.getAll("access").includes("step_free");
  fields.q.value ||= asked.get("q") ?? "";
  const near = folded(asked.get("near") ?? "");
  const place = near ? pack.places.findIndex(([label]) => folded(label).startsWith(near)) : -1;
  if (place >= 0) fields.from.value = place;
  list();
}

by("filters").addEventListener("input", () => list());
by("more").addEventListener("click", () => {
  const first = shown;
  list(shown + PAGE);
  by("hits").querySelectorAll("h3, h4")[first]?.focus();
});
by("locate").addEventListener("click", () => {
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      pack.places.push([words.here, coords.latitude, coords.longitude]);
      fields.from.append(new Option(words.here, pack.places.length - 1, true, true));
      list();
    },
    () => (state.textContent = words.no_position),
  );
});

function list(count = PAGE) {
  shown = count;
  const [, lat, lon] = pack.places[fields.from.value];
  const found = pack.entries
    .filter((entry) => speaks(entry) && says(entry) && (!fields.stepFree.checked || isOpen(entry)))
    .map((entry) => ({ ...entry, metres: entry.lat === null ? Infinity : metres(lat, lon, entry) }));
  const groups = { fits: found, unknown: [] };
  if (fields.stepFree.checked) {
    groups.fits = found.filter((entry) => entry.step_free === "yes");
    groups.unknown = found.filter((entry) => entry.step_free === "unknown");
  }
  by("count").textContent = `${words.count} ${number.format(groups.fits.length)}`;
  by("hits").replaceChildren(...Object.keys(groups).flatMap((key) => group(key, groups[key])));
  by("more").hidden = Math.max(...Object.values(groups).map((entries) => entries.length)) <= shown;
}

const isOpen = (entry) => entry.step_free === "yes" || entry.step_free === "unknown";

function speaks(entry) {
  const wanted = fields.language.value;
  const answers = (code) => code === wanted || (code.startsWith(`${wanted}-`) && code !== "de-simple");
  return !wanted || entry.languages.some(([code]) => answers(code));
}

function says(entry) {
  const text = ` ${folded([entry.name, entry.by, ...entry.topics].join(" "))}`;
  return folded(fields.q.value).split(" ").every((word) => text.includes(` ${word}`));
}

function folded(text) {
  const plain = text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
  return plain.replaceAll("ß", "ss").replaceAll("ı", "i").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

// Haversine on a sphere of the mean radius of the earth: within 0.6 % of the geodesic.
function metres(lat, lon, entry) {
  const [a, b, c] = [lat, entry.lat, entry.lon - lon].map((degrees) => (degrees * Math.PI) / 180);
  const half = Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(c / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.sqrt(half));
}

function group(key, entries) {
  if (!entries.length) return [];
  entries.sort((one, other) => one.metres - other.metres || one.name.localeCompare(other.name, locale));
  const cards = entries.slice(0, shown).map((entry) => card(entry, fields.stepFree.checked ? "h4" : "h3"));
  const heading = fields.stepFree.checked ? [make("h3", "group-heading", words[key])] : [];
  return [...heading, make("ol", "entries", ...cards)];
}

function card(entry, level) {
  const name = navigator.onLine ? make("a", "", german(entry.name)) : german(entry.name);
  if (name.localName === "a") name.href = entry.url;
  const heading = make(level, "entry-name", name);
  heading.tabIndex = -1;
  const distance = entry.metres === Infinity ? [] : [make("p", "distance", make("bdi", "", written(entry.metres)))];
  const address = entry.address.length ? german(entry.address.join(", ")) : words.no_address;
  const marks = [entry.is_example && words.example, entry.is_closed && words.closed].filter(Boolean);
  const assured = entry.assured ? words.assured.replace("{day}", entry.assured) : words.not_assured;
  const stepFree = `${words.step_free}: ${words[`step_free_${entry.step_free}`]}`;
  const lines = [
    make("p", "topics", [...marks, ...entry.topics].join(" · ")),
    make("p", "", address),
    ...entry.phones.map(([label, text, href]) => make("p", "phone", `${label} `, phone(text, href))),
    ...roles(entry),
    ...entry.hours.map((line) => make("p", "", make("bdi", "", line))),
    make("ul", "readings", make("li", `reading reading-${entry.step_free}`, stepFree)),
    make("footer", "entry-foot", make("p", "", `${words.source} `, german(entry.source), ` · ${assured}`)),
  ];
  const title = make("div", "entry-title", heading, make("p", "entry-by", german(entry.by)));
  const head = make("header", "entry-head", title, ...distance);
  const item = make("li", "entry", make("article", "", head, ...lines));
  item.dataset.id = entry.id;
  return item;
}

function* roles(entry) {
  for (const [role, label] of Object.entries(pack.roles)) {
    const names = entry.languages.filter((spoken) => spoken[1] === role).map(([code]) => pack.languages[code]);
    if (names.length) yield make("p", "spoken", `${label}: ${[...new Set(names)].join(words.comma)}`);
  }
}

function phone(text, href) {
  const inner = make("bdi", "", text);
  inner.dir = "ltr";
  if (!href) return inner;
  const link = make("a", "", inner);
  link.href = href;
  return link;
}

function written(distance) {
  const isFar = distance >= 995;
  const [unit, value] = isFar ? ["kilometer", distance / 1000] : ["meter", Math.round(distance / 10) * 10];
  return new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: 1 }).format(value);
}

function german(text) {
  const made = make("bdi", "", text);
  made.lang = "de";
  return made;
}

function make(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

begin();
