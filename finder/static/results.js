// Renews the results in place. Without this file every change is a page of its own.

const results = document.getElementById("ergebnis");
const form = document.getElementById("suche");
const here = () => location.pathname + location.search;
let shown = here();
let request = null;

form.addEventListener("change", (event) => {
  if (event.target.type !== "text") form.requestSubmit();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const address = new URL(form.action);
  address.search = new URLSearchParams(new FormData(form));
  renew(address, true);
});

results.addEventListener("click", (event) => {
  const link = event.target.closest("#auswahl a[href^='/'], .empty a[href^='/']");
  if (!link || link.hasAttribute("download") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  renew(new URL(link.href), true);
});

addEventListener("popstate", () => {
  if (here() !== shown) renew(new URL(location.href), false);
});

async function renew(address, isNew) {
  request?.abort();
  const asked = (request = new AbortController());
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: asked.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || !take(page)) return location.assign(address);
    if (isNew) history.pushState(null, "", answer.url);
    shown = here();
  } catch {
    if (!asked.signal.aborted) location.assign(address);
  } finally {
    if (request === asked) results.removeAttribute("aria-busy");
  }
}

// Takes over what a page shows; false where it is another kind of page, or where nobody redraws the map.
function take(page) {
  const fresh = page.getElementById("ergebnis");
  if (fresh?.className !== results.className) return false;
  const map = document.getElementById("map-data");
  if (map) map.textContent = page.getElementById("map-data").textContent;
  const focused = document.activeElement;
  const open = [...document.querySelectorAll("details[open]")].map(keyOf);
  for (const part of document.querySelectorAll("[data-live]")) {
    part.replaceChildren(...page.getElementById(part.id).childNodes);
  }
  for (const details of document.querySelectorAll("details")) {
    if (open.includes(keyOf(details))) details.open = true;
  }
  takeFields(page.getElementById("suche"), focused);
  takeAddresses(page);
  if (!focused.isConnected) (sameAs(focused) ?? document.getElementById("titel")).focus({ preventScroll: true });
  showButtons();
  return !window.map_finder || !document.dispatchEvent(new CustomEvent("results", { cancelable: true }));
}

function keyOf(element) {
  return element.id || element.querySelector("summary")?.textContent;
}

function sameAs(gone) {
  if (gone.id) return document.getElementById(gone.id);
  if (gone.name) return [...form.elements].find((field) => field.name === gone.name && field.value === gone.value);
  if (gone.tagName !== "SUMMARY") return null;
  const key = keyOf(gone.parentElement);
  return [...document.querySelectorAll("details")].find((details) => keyOf(details) === key)?.firstElementChild;
}

function takeFields(fresh, focused) {
  for (const name of ["q", "near", "radius_km"]) {
    const field = form.elements[name];
    if (field !== focused) field.value = fresh.elements[name].value;
  }
}

function takeAddresses(page) {
  document.title = page.title;
  for (const link of document.querySelectorAll("a[hreflang]")) {
    const other = page.querySelector(`a[hreflang="${link.hreflang}"]`);
    if (other) link.href = other.getAttribute("href");
  }
}

// ---- list and map as two views of a narrow window
const views = document.querySelectorAll(".views a");

function showView() {
  for (const link of views) {
    const isShown = (location.hash === "#karte") === (link.hash === "#karte");
    isShown ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
  }
}

addEventListener("hashchange", showView);
showView();

document.addEventListener(
  "click",
  (event) => {
    if (event.target.closest(".show-on-map") && views[0]?.checkVisibility()) location.hash = "karte";
  },
  true,
);

// ---- buttons of the share menu
function showButtons() {
  for (const button of document.querySelectorAll("[data-print], [data-copy]")) {
    button.hidden = "copy" in button.dataset && !navigator.clipboard;
  }
}

results.addEventListener("click", async (event) => {
  if (event.target.closest("[data-print]")) print();
  if (!event.target.closest("[data-copy]")) return;
  const address = document.getElementById("adresse");
  address.select();
  await navigator.clipboard.writeText(address.value);
  const answer = results.querySelector("[data-copied]");
  answer.textContent = answer.dataset.copied;
});

showButtons();
