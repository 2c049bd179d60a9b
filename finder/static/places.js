// Suggests places and words while one types, from the finder's own gazetteer and vocabulary, searches
// around where one is, and keeps empty fields out of the address of a search. Everything works without this.

const WAIT_MS = 150;

for (const input of document.querySelectorAll("input[data-places]")) {
  suggestFor(input, input.dataset.places, (answer) => answer.places.map((place) => new Option("", place.label)));
}

for (const input of document.querySelectorAll("input[data-suggest]")) {
  suggestFor(input, input.dataset.suggest, (answer) =>
    answer.suggestions.map((suggestion) => new Option(suggestion.label, suggestion.q)),
  );
}

function suggestFor(input, address, options) {
  let timer = 0;
  let request = null;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    request?.abort();
    const text = input.value.trim();
    if (text.length < 2) return;
    timer = setTimeout(async () => {
      request = new AbortController();
      const asked = new URL(address, location.href);
      asked.searchParams.set("q", text);
      try {
        const answer = await fetch(asked, { signal: request.signal });
        if (answer.ok) input.list.replaceChildren(...options(await answer.json()));
      } catch {
        // No suggestions then.
      }
    }, WAIT_MS);
  });
}

// A time counts only with its day, and the way to reach a place only where a day is chosen.
const NEEDS_DAY = { open_time: "open", open_for: "open", language_clock: "language_day" };

for (const form of document.querySelectorAll("form[role=search]")) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const name of new Set([...formData.keys()])) {
      const values = formData.getAll(name).filter(Boolean);
      const isIdle = name in NEEDS_DAY && !form.elements[NEEDS_DAY[name]].value;
      formData.delete(name);
      if (!isIdle) values.forEach((value) => formData.append(name, value));
    }
  });
}

// ---- near me: the browser is asked on a click only, and tells no more than about 100 metres
const DIGITS = 3;

for (const button of document.querySelectorAll("[data-near-me]")) {
  if (!navigator.geolocation) continue;
  const form = button.form;
  const answer = form.querySelector(".near-me-answer");
  button.classList.add("is-ready");
  button.addEventListener("click", () => {
    answer.textContent = answer.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        answer.textContent = "";
        searchAround(form, coords);
      },
      () => {
        answer.textContent = answer.dataset.failed;
        form.elements.near.closest("details")?.setAttribute("open", "");
        form.elements.near.focus();
      },
      { maximumAge: 300_000, timeout: 10_000 },
    );
  });
}

function searchAround(form, { latitude, longitude }) {
  const fields = [["lat", latitude], ["lon", longitude]].map(([name, degrees]) => {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value: degrees.toFixed(DIGITS) });
    return field;
  });
  form.elements.near.value = "";
  form.append(...fields);
  form.requestSubmit();
  setTimeout(() => fields.forEach((field) => field.remove()));
}
