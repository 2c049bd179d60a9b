// Suggests places and words while one types, from the finder's own gazetteer and vocabulary, and keeps
// empty fields out of the address of a search. Everything works without this.

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

for (const form of document.querySelectorAll("form[role=search]")) {
  form.addEventListener("submit", () => {
    const idle = [...form.elements].filter((field) => field.name && !field.disabled && isIdle(form, field));
    for (const field of idle) field.disabled = true;
    setTimeout(() => idle.forEach((field) => (field.disabled = false)));
  });
}

// A time counts only with its day, and the way to reach a place only where a day is chosen.
const NEEDS_DAY = { open_time: "open", open_for: "open", language_clock: "language_day" };

function isIdle(form, field) {
  const day = NEEDS_DAY[field.name];
  return field.value === "" || (day !== undefined && form.elements[day]?.value === "");
}
