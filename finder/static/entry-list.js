// The list of entries: a box that ticks the whole page, Shift for a range, and how many are ticked.
const form = document.querySelector(".entry-list");
const boxes = [...(form?.querySelectorAll("input[name=nummer]") ?? [])];
const status = form?.querySelector("[data-ticked]");

function tell() {
  const n = boxes.filter((box) => box.checked).length;
  status.textContent = n === 0 ? "" : n === 1 ? status.dataset.one : status.dataset.many.replace("#", n);
}

if (status) {
  let last = null;
  for (const box of boxes) {
    box.addEventListener("click", (event) => {
      if (event.shiftKey && last) {
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
        for (const other of boxes.slice(from, to + 1)) other.checked = box.checked;
      }
      last = box;
      tell();
    });
  }
  form.addEventListener("keydown", (event) => {
    const at = boxes.indexOf(event.target);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at < 0 || !step) return;
    event.preventDefault();
    boxes[at + step]?.focus();
  });
  tell();
}
