// Suggests places while one is typed, from the finder's own gazetteer, and keeps empty fields out of
// the address of a search. Everything works without this.

const WAIT_MS = 150;

for (const input of document.querySelectorAll("input[data-places]")) {
  let timer = 0;
  let request = null;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    request?.abort();
    const text = input.value.trim();
    if (text.length < 2) return;
    timer = setTimeout(async () => {
      request = new AbortController();
      try {
        const address = `${input.dataset.places}?${new URLSearchParams({ q: text })}`;
        const answer = await fetch(address, { signal: request.signal });
        if (answer.ok) offer(input.list, (await answer.json()).places);
      } catch {
        // No suggestions then.
      }
    }, WAIT_MS);
  });
}

function offer(list, places) {
  list.replaceChildren(...places.map((place) => new Option("", place.label)));
}

for (const form of document.querySelectorAll("form[role=search]")) {
  form.addEventListener("submit", () => {
    const empty = [...form.elements].filter((field) => field.name && field.value === "" && !field.disabled);
    for (const field of empty) field.disabled = true;
    setTimeout(() => empty.forEach((field) => (field.disabled = false)));
  });
}
