// The quick exit takes the place of this page in the history, so that "back" does not show it again.
// Without script it is a plain link. Pressing Escape three times does the same.
const link = document.getElementById("quick-exit");
let escapes = 0;
let last = 0;

function leave(event) {
  event?.preventDefault();
  document.body.hidden = true; // at once, however long the other page takes
  location.replace(link.href);
}

link.addEventListener("click", leave);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") {
    escapes = 0;
    return;
  }
  escapes = event.timeStamp - last < 1500 ? escapes + 1 : 1;
  last = event.timeStamp;
  if (escapes === 3) {
    leave();
  }
});
