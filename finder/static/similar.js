// Warns of entries that resemble what is typed in the entry form: asks after a pause, never twice the same.
const place = document.querySelector("[data-similar-path]");
const form = place?.closest("form");
const FIELDS = {
  name: "service/name", organization: "organization/name", street: "address/address_1",
  postal_code: "address/postal_code", city: "address/city", email: "service/email", website: "service/url",
};
const PAUSE_MS = 600;
let asked = "";
let running = null;
let waiting = 0;

const value = (name) => (form.elements[name]?.value ?? "").trim();
const joined = (names, by) => names.map(value).filter(Boolean).join(by);

function known() {
  const query = new URLSearchParams();
  for (const [key, name] of Object.entries(FIELDS)) if (value(name)) query.set(key, value(name));
  const person = joined(["person/title", "person/given", "person/family"], " ");
  const numbers = [...form.elements].map((field) => field.name).filter((name) => /^phone\/\w+\/number$/.test(name));
  const phone = joined(numbers, ";");
  if (person) query.set("person", person);
  if (phone) query.set("phone", phone);
  if (place.dataset.similarOwn) query.set("ohne", place.dataset.similarOwn);
  return query.toString();
}

function line(entry) {
  const item = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: entry.path, target: "_blank", textContent: entry.name });
  const band = Object.assign(document.createElement("strong"), { textContent: entry.band });
  const where = Object.assign(document.createElement("p"), { className: "quiet", textContent: entry.where });
  const fields = Object.assign(document.createElement("p"), { className: "hint", textContent: entry.fields });
  link.lang = where.lang = "de";
  item.append(link, " – ", band, where, fields);
  return item;
}

async function ask() {
  const query = known();
  if (query === asked) return;
  asked = query;
  running?.abort();
  running = new AbortController();
  try {
    const answer = await fetch(`${place.dataset.similarPath}?${query}`, {
      headers: { Accept: "application/json" }, signal: running.signal,
    });
    if (!answer.ok) return;
    const { entries } = await answer.json();
    place.querySelector("ul").replaceChildren(...entries.map(line));
    place.hidden = entries.length === 0;
    place.querySelector("[role=status]").textContent = entries.length ? place.dataset.similarTitle : "";
  } catch (error) {
    if (error.name !== "AbortError") asked = "";
  }
}

form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, PAUSE_MS);
});
