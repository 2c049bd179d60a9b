// Ready-made sentences go into the answer by a button; without script they are there to be copied.
for (const list of document.querySelectorAll("[data-insert]")) {
  const field = document.getElementById(list.dataset.insert);
  for (const [number, sentence] of list.querySelectorAll("li > span").entries()) {
    sentence.id = `satz-${number}`;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-quiet";
    button.textContent = list.dataset.label;
    button.setAttribute("aria-describedby", sentence.id);
    button.addEventListener("click", () => {
      field.value = [field.value.trim(), sentence.textContent].filter(Boolean).join("\n");
      field.focus();
    });
    sentence.after(button);
  }
}
