// Shows how far a job is, and the page anew when it is over. Without script the page loads itself again.
const element = document.querySelector("[data-job]");
const words = element.querySelector("[role=status]");
const bar = element.querySelector("progress");
const EVERY_MS = 1500;

async function look() {
  const answer = await fetch(element.dataset.job, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const job = await answer.json();
  if (!job.is_open) {
    location.reload();
    return;
  }
  if (words.textContent !== job.words) words.textContent = job.words;
  if (job.percent === null) bar.removeAttribute("value");
  else bar.value = job.percent;
}

async function watch() {
  try {
    await look();
  } finally {
    setTimeout(watch, EVERY_MS); // a request that fails is followed by the next one
  }
}

setTimeout(watch, EVERY_MS);
