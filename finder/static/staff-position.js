// The pin of a position on the map that folium configured (`map_finder`): dragged, set by a click, moved by
// arrow keys, and always the same as the two fields, which alone are sent. Texts are only ever set as text.
/* global L, map_finder */

const STEP_M = 10;
const LONG_STEP_M = 100;
const MARKER_PX = 44;
const ARROWS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const METRES_A_DEGREE = 111_320;

const map = map_finder;
const data = JSON.parse(document.getElementById("map-data").textContent);
const { words, candidates, digits } = data;
const { element, prepareMap } = await import(map.getContainer().dataset.baseModule);
const lat = document.getElementById("lat");
const lon = document.getElementById("lon");
const live = document.getElementById("pin-live");
const mayEdit = Boolean(document.querySelector("[name=tun][value=pin]"));

let pin = null;

function pinAt(at) {
  const icon = L.divIcon({
    className: "position-mark",
    html: element("span"),
    iconSize: [MARKER_PX, MARKER_PX],
    iconAnchor: [MARKER_PX / 2, MARKER_PX - 2],
  });
  const marker = L.marker(at, { icon, draggable: mayEdit, keyboard: mayEdit, autoPan: true, zIndexOffset: 1000 });
  marker.on("add", () => {
    const mark = marker.getElement();
    mark.setAttribute("aria-label", words.pin);
    mark.title = words.pin;
    mark.addEventListener("keydown", moveByKey);
  });
  marker.on("dragend", () => write(marker.getLatLng()));
  return marker.addTo(map);
}

function moveByKey(event) {
  const arrow = ARROWS[event.key];
  if (!arrow || !mayEdit) return;
  event.preventDefault();
  event.stopPropagation();
  const step = (event.shiftKey ? LONG_STEP_M : STEP_M) / METRES_A_DEGREE;
  const at = pin.getLatLng();
  const east = (arrow[0] * step) / Math.cos((at.lat * Math.PI) / 180);
  put(L.latLng(at.lat + arrow[1] * step, at.lng + east));
  if (!map.getBounds().pad(-0.1).contains(pin.getLatLng())) map.panTo(pin.getLatLng());
}

function show(at) {
  if (pin) pin.setLatLng(at);
  else pin = pinAt(at);
}

function put(at) {
  show(at);
  write(at);
}

function write(at) {
  lat.value = at.lat.toFixed(digits);
  lon.value = at.lng.toFixed(digits);
  tell(at);
}

// What the server said of the former pin is no longer of this one.
function tell(at) {
  document.querySelector(".position-warnings")?.remove();
  const near = candidates
    .map((candidate) => ({ number: candidate.number, metres: Math.round(at.distanceTo([candidate.lat, candidate.lon])) }))
    .sort((one, other) => one.metres - other.metres)[0];
  const moved = words.moved.replace("{point}", `${lat.value}, ${lon.value}`);
  const away = near && words.away.replace("{number}", near.number).replace("{metres}", near.metres.toLocaleString(document.documentElement.lang));
  live.textContent = away ? `${moved} ${away}` : moved;
}

// A pair of numbers in one field becomes two: "51.1041, 8.0715".
function readFields() {
  const pair = lat.value.trim().match(/^(-?\d{1,2}\.\d+)[\s,;]+(-?\d{1,3}\.\d+)$/);
  if (pair) [lat.value, lon.value] = [pair[1], pair[2]];
  const [y, x] = [lat, lon].map((field) => Number(field.value.trim().replace(",", ".")));
  if (!lat.value || !lon.value || !Number.isFinite(y) || !Number.isFinite(x) || Math.abs(y) > 90 || Math.abs(x) > 180) return;
  const at = L.latLng(y, x);
  show(at);
  tell(at);
  map.panInside(at, { padding: [60, 60] });
}

// Where the candidates of the list are; their buttons are there. A pin on top hides no target.
function drawCandidates() {
  for (const { number, label, lat: y, lon: x } of candidates) {
    const icon = L.divIcon({ className: "marker", html: element("span", "", String(number)), iconSize: [MARKER_PX, MARKER_PX] });
    const mark = L.marker([y, x], { icon, keyboard: false, interactive: false }).addTo(map).getElement();
    mark.setAttribute("role", "img");
    mark.setAttribute("aria-label", `${words.candidate.replace("{number}", number)}: ${label}`);
  }
}

// The buttons of the list do what they do without script, only at once.
function linkList() {
  for (const item of document.querySelectorAll("[data-point]")) {
    item.querySelector("button")?.addEventListener("click", (event) => {
      event.preventDefault();
      const [y, x] = item.dataset.point.split(", ").map(Number);
      put(L.latLng(y, x));
      map.setView([y, x], Math.max(map.getZoom(), 15));
    });
  }
}

// What does not fit the address is on the map, but not worth to see less of what does.
function fit() {
  const fitting = candidates.filter((candidate) => candidate.fits);
  const seen = fitting.length ? fitting : candidates;
  const points = [...seen, ...(data.pin ? [data.pin] : [])].map((place) => [place.lat, place.lon]);
  if (points.length) map.fitBounds(L.latLngBounds(points), { padding: [60, 60], maxZoom: 16, animate: false });
}

prepareMap(map, words);
fit();
drawCandidates();
if (data.pin) show([data.pin.lat, data.pin.lon]);
if (mayEdit) {
  map.on("click", (event) => put(event.latlng));
  for (const field of [lat, lon]) field.addEventListener("change", readFields);
  lat.addEventListener("paste", () => setTimeout(readFields));
  document.querySelector(".position-script").hidden = false;
  linkList();
}
