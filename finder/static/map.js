// The results on folium's map (`map_finder`). Texts come from the page's JSON and are only ever set as text.
/* global L, map_finder */

const MARKER_PX = 44;
const MAX_TAB_STOPS = 20;
const MOVED_SHARE = 0.2;

const map = map_finder;
const box = map.getContainer();
const read = () => JSON.parse(document.getElementById("map-data").textContent);
let data = read();
const words = data.words;
const { element, prepareMap } = await import(box.dataset.baseModule);

// ---- markers: one a building, and buildings that would cover one another share one
function label(places) {
  const numbers = places.map((place) => place.number).filter(Boolean);
  const last = numbers.at(-1);
  if (numbers.length < 3) return numbers.join(" · ");
  return last - numbers[0] === numbers.length - 1 ? `${numbers[0]}–${last}` : `${numbers[0]} +${numbers.length - 1}`;
}

function name(place) {
  return (place.number ? `${place.number}: ` : "") + place.name;
}

function buildingsOf(places) {
  const buildings = new Map();
  for (const place of places) {
    const key = `${place.lat.toFixed(5)},${place.lon.toFixed(5)}`;
    buildings.set(key, [...(buildings.get(key) ?? []), place]);
  }
  return [...buildings.values()];
}

function popupOf(places) {
  const popup = element("div", "map-popup");
  popup.dir = document.documentElement.dir;
  if (places.length > 1) popup.append(element("p", "", words.several));
  for (const building of buildingsOf(places)) {
    const list = element("ul");
    list.append(...building.map(itemOf));
    popup.append(list);
    popup.append(aboutOf(building[0]));
  }
  return popup;
}

function aboutOf(place) {
  const about = element("p", "map-about");
  for (const part of place.about) about.append(about.firstChild ? " · " : "", element("bdi", "", part));
  return about;
}

// A popup keeps clear of the buttons in the corners of the map.
function popupOptions() {
  const isNarrow = box.clientWidth < 480;
  return {
    minWidth: 190,
    maxWidth: Math.min(280, box.clientWidth - 90),
    autoPanPaddingTopLeft: isNarrow ? [8, 148] : [60, 72],
    autoPanPaddingBottomRight: isNarrow ? [8, 108] : [152, 56],
  };
}

function itemOf(place) {
  const item = element("li");
  const link = element("a");
  const text = element("bdi", "", name(place));
  text.lang = "de";
  link.href = place.href;
  link.append(text);
  item.append(link);
  return item;
}

function widthOf(places) {
  return Math.max(MARKER_PX, 22 + 9 * label(places).length);
}

function groups() {
  const found = [];
  for (const building of buildingsOf(data.places)) {
    const at = [building[0].lat, building[0].lon];
    const point = map.latLngToLayerPoint(at);
    const isCovered = ({ point: other, places }) =>
      Math.abs(other.y - point.y) < MARKER_PX && Math.abs(other.x - point.x) < (widthOf(places) + MARKER_PX) / 2;
    const near = found.find(isCovered);
    if (near) near.places = [...near.places, ...building].sort((one, other) => one.number - other.number);
    else found.push({ at, point, places: building });
  }
  return found;
}

let markers = [];
let redrawing = false;
let opener = null;

function markerOf({ at, places }, isTabStop) {
  const width = widthOf(places);
  const icon = L.divIcon({
    className: "marker",
    html: element("span", "", label(places)),
    iconSize: [width, MARKER_PX],
    popupAnchor: [0, -MARKER_PX / 2],
  });
  const marker = L.marker(at, { icon, riseOnHover: true, keyboard: true });
  Object.assign(marker, { places, width });
  marker.bindPopup(() => popupOf(places), popupOptions());
  marker.on("add", () => prepareButton(marker, isTabStop));
  marker.on("popupopen", () => {
    if (!redrawing) marker.getPopup().getElement().querySelector("a[href]").focus();
  });
  marker.on("popupclose", () => {
    if (redrawing) return;
    (opener ?? marker.getElement())?.focus({ preventScroll: true });
    opener = null;
  });
  return marker;
}

function prepareButton(marker, isTabStop) {
  const button = marker.getElement();
  button.setAttribute("aria-label", marker.places.map(name).join("; "));
  button.lang = "de";
  if (!isTabStop) button.tabIndex = -1;
  button.addEventListener("keydown", (event) => {
    if (event.key !== " " && event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    marker.openPopup();
  });
  for (const [event, on] of [["pointerenter", true], ["pointerleave", false], ["focus", true], ["blur", false]]) {
    button.addEventListener(event, () => highlightEntries(marker.places, on));
  }
}

function drawMarkers() {
  const open = markers.find((marker) => marker.isPopupOpen())?.places[0];
  const focused = markers.find((marker) => marker.getElement() === document.activeElement)?.places[0];
  redrawing = true;
  for (const marker of markers) marker.remove();
  const grouped = groups();
  markers = grouped.map((group) => markerOf(group, grouped.length <= MAX_TAB_STOPS).addTo(map));
  if (open) markerAt(open).openPopup();
  if (focused) markerAt(focused)?.getElement().focus({ preventScroll: true });
  redrawing = false;
}

function markerAt(place) {
  return markers.find((marker) => marker.places.includes(place));
}

// ---- list and map know each other
function entryOf(place) {
  return document.getElementById(`treffer-${place.number}`);
}

function highlightEntries(places, on) {
  for (const place of places) entryOf(place)?.classList.toggle("is-active", on);
}

function linkEntries() {
  for (const place of data.places) {
    const entry = entryOf(place);
    if (!entry) continue;
    const mark = (on) => () => markerAt(place).getElement().classList.toggle("is-active", on);
    for (const [event, on] of [["pointerenter", true], ["pointerleave", false], ["focusin", true], ["focusout", false]]) {
      entry.addEventListener(event, mark(on));
    }
    const button = element("button", "show-on-map", words.show);
    button.type = "button";
    button.setAttribute("aria-describedby", `name-${place.number}`);
    button.addEventListener("click", () => {
      box.scrollIntoView({ block: "nearest" });
      isOwnMove = true;
      map.setView([place.lat, place.lon], Math.max(map.getZoom(), 14), { animate: false });
      markerAt(place).openPopup();
      opener = button;
    });
    entry.querySelector(".entry-foot").append(button);
  }
}

// ---- where was searched, and where to search instead
const link = element("a", "button search-here");
link.hidden = true;
box.after(link);

// A link to the same search around another point; 0.001 degrees are about 100 metres.
function pathAround(at, km) {
  const path = new URL(data.search, location.href);
  const radius = Math.min(Math.max(km, 0.1), 200);
  path.searchParams.set("lat", at.lat.toFixed(3));
  path.searchParams.set("lon", at.lng.toFixed(3));
  path.searchParams.set("radius_km", radius < 10 ? radius.toFixed(1) : Math.round(radius));
  return path.href;
}

function offer(text, at, km) {
  link.textContent = text;
  link.href = pathAround(at, km);
  link.hidden = false;
}

function offerView() {
  const at = map.getCenter();
  offer(words.here, at, at.distanceTo(map.getBounds().getNorthEast()) / 1000);
}

function linkHere(at, km) {
  const made = element("a", "", words.here);
  made.href = pathAround(at, km);
  return made;
}

const middle = L.layerGroup().addTo(map);
map.getPane("overlayPane").ariaHidden = "true";

// A pin: its head above the markers, to be grabbed, its needle behind them.
function drawCentre(centre) {
  const circle = L.circle(centre, { radius: centre.radius, className: "radius", interactive: false }).addTo(middle);
  const part = (className, size, anchor, options) => {
    const icon = L.divIcon({ className, html: element("span"), iconSize: size, iconAnchor: anchor });
    return L.marker(centre, { icon, keyboard: false, ...options }).addTo(middle);
  };
  const needle = part("needle", [4, 48], [2, 48], { interactive: false, zIndexOffset: -2000 });
  const options = { draggable: Boolean(data.search), interactive: Boolean(data.search), zIndexOffset: 1000 };
  const head = part("centre", [MARKER_PX, MARKER_PX], [MARKER_PX / 2, 1.5 * MARKER_PX], options);
  head.getElement().setAttribute("role", "img");
  head.getElement().setAttribute("aria-label", words.centre);
  head.getElement().title = words.centre;
  head.on("drag", () => [circle, needle].forEach((layer) => layer.setLatLng(head.getLatLng())));
  head.on("dragend", () => offer(words.around, head.getLatLng(), centre.radius / 1000));
}

// What the visitor moved, not what we moved for a popup.
let isOwnMove = false;

function offerAfterMoves() {
  let start = { zoom: map.getZoom(), at: map.getCenter() };
  map.on("autopanstart", () => (isOwnMove = true));
  map.on("moveend", () => {
    if (isOwnMove) start = { zoom: map.getZoom(), at: map.getCenter() };
    isOwnMove = false;
    const moved = map.project(start.at).distanceTo(map.project(map.getCenter()));
    if (map.getZoom() !== start.zoom || moved > MOVED_SHARE * map.getSize().x) offerView();
  });
}

function closePopups() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });
  map.on("popupopen", ({ popup }) => {
    const button = popup.getElement().querySelector(".leaflet-popup-close-button");
    button.setAttribute("aria-label", words.close);
    button.title = words.close;
  });
}

function fit() {
  const centre = data.centre && L.latLng(data.centre);
  const bounds = L.latLngBounds(data.places.map((place) => [place.lat, place.lon]));
  if (!data.places.length) bounds.extend(centre.toBounds(2 * data.centre.radius));
  if (centre) bounds.extend(centre);
  map.fitBounds(bounds, { padding: [36, 36], maxZoom: 15, animate: false });
}

let others = null;

async function drawOthers() {
  if (!others && !data.more) return;
  const { drawClusters } = await import(box.dataset.clustersModule);
  const taken = () => markers.map((marker) => ({ point: map.latLngToLayerPoint(marker.getLatLng()), width: marker.width }));
  others ??= drawClusters({ map, element, words, address: () => data.more, taken, linkHere, popupOptions });
  others();
}

// `results.js` says that another result took the place of the one before.
document.addEventListener("results", (event) => {
  event.preventDefault();
  data = read();
  middle.clearLayers();
  link.hidden = true;
  redrawing = true;
  map.closePopup();
  redrawing = false;
  show();
});

function show() {
  isOwnMove = true;
  fit();
  isOwnMove = false;
  if (data.centre) drawCentre(data.centre);
  drawMarkers();
  linkEntries();
  drawOthers();
}

prepareMap(map, words);
closePopups();
show();
map.on("zoomend", drawMarkers);
if (data.search) offerAfterMoves();
