// The choice of languages covers the page until Escape, or until one goes on without it.
const menu = document.querySelector(".languages details");

function leave(event) {
  if (!menu.contains(event.target)) menu.open = false;
}

document.addEventListener("focusin", leave);
document.addEventListener("pointerdown", leave);
menu.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  menu.open = false;
  menu.firstElementChild.focus();
});
