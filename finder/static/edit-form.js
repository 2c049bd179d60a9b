// Makes the form of an entry quicker: keeps a draft while one writes, adds and takes away rows and shows
// the coming week without loading the page anew. Everything works without this.

const DRAFT_AFTER_MS = 4000;
const WEEK_AFTER_MS = 600;
const PARTS = ".edit-part";

const form = document.querySelector("form[data-draft]");
const state = document.getElementById("entwurf-stand");
let draftTimer = 0;
let weekTimer = 0;
let isSending = false;

form?.addEventListener("input", (event) => {
  keepDraftSoon();
  if (event.target.closest("#zeiten")) {
    clearTimeout(weekTimer);
    weekTimer = setTimeout(() => replace("zeigen", ["woche"]), WEEK_AFTER_MS);
  }
});

form?.addEventListener("submit", (event) => {
  const todo = event.submitter?.value ?? "";
  if (todo === "vorschau") return;
  if (todo.startsWith("plus:") || todo.startsWith("minus:") || todo === "zeigen") {
    const part = event.submitter.closest(PARTS);
    event.preventDefault();
    replace(todo, [part.id], true).then((done) => done || send(event.submitter));
    return;
  }
  isSending = true;
  clearTimeout(draftTimer);
});

// A link to a folded part opens it.
document.querySelector(".edit-nav")?.addEventListener("click", (event) => {
  const body = document.getElementById(event.target.closest("a")?.hash.slice(1));
  if (body) body.closest("details").open = true;
});
document.querySelector(".problem ul")?.addEventListener("click", (event) => {
  const field = document.getElementById(event.target.closest("a")?.hash.slice(1));
  for (let around = field?.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
});

function keepDraftSoon() {
  clearTimeout(draftTimer);
  draftTimer = setTimeout(keepDraft, DRAFT_AFTER_MS);
}

async function keepDraft() {
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (isSending) return;
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    state.textContent = answer.status === 204 ? `${state.dataset.saved} ${time}` : state.dataset.failed;
  } catch {
    state.textContent = state.dataset.failed;
  }
}

// Sends the form with what a button does, and takes some parts of the answer; false when there was none.
async function replace(todo, ids, takesFocus = false) {
  const body = new URLSearchParams(new FormData(form));
  body.set("do", todo);
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ids) {
      const [old, fresh] = [document, page].map((where) => where.getElementById(id));
      if (!old || !fresh) return false;
      keepWhatWasTypedSince(old, page, body);
      old.replaceWith(document.adoptNode(fresh));
    }
    if (takesFocus) focusIn(document.getElementById(ids[0]));
    return true;
  } catch {
    return false;
  }
}

// What was typed while the answer was on its way stays.
function keepWhatWasTypedSince(old, page, sent) {
  for (const field of old.querySelectorAll("input[type=text], input[type=date], textarea, select")) {
    const twin = page.getElementById(field.id);
    if (twin && field.value !== (sent.get(field.name) ?? "")) twin.value = field.value;
  }
}

function focusIn(part) {
  part.open = true;
  const field = part.querySelector("[autofocus]") ?? part.querySelector("summary");
  field.focus();
  keepDraftSoon();
}

function send(button) {
  const todo = document.createElement("input");
  todo.type = "hidden";
  todo.name = button.name;
  todo.value = button.value;
  form.append(todo);
  form.submit();
}
