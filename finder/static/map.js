// The layer of results on the map that folium configured (`map_finder`). Texts come from the page's
// JSON and are only ever set as text, so that nothing in them can become markup.
/* global L, map_finder */

const MARKER_PX = 44;
const MAX_TAB_STOPS = 20;

const map = map_finder;
const box = map.getContainer();
const data = JSON.parse(document.getElementById("map-data").textContent);
const words = data.words;

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// Leaflet empties an image by a data: address, which the content policy rightly refuses.
L.TileLayer.include({
  _removeTile(key) {
    this._tiles[key]?.el.removeAttribute("src");
    L.GridLayer.prototype._removeTile.call(this, key);
  },
  _abortLoading() {
    for (const [key, tile] of Object.entries(this._tiles)) {
      if (tile.coords.z === this._tileZoom || tile.el.complete) continue;
      tile.el.onload = tile.el.onerror = null;
      this._removeTile(key);
    }
  },
});

// ---- the base layer where no tiles are: boundaries and names of places
async function drawBase(address) {
  const answer = await fetch(address);
  if (!answer.ok) return;
  const features = (await answer.json()).features;
  const isLabel = (feature) => feature.geometry.type === "Point";
  L.geoJSON(features.filter((feature) => !isLabel(feature)), {
    interactive: false,
    style: { className: "land" },
  }).addTo(map).bringToBack();
  const labels = features.filter(isLabel).map((feature) => {
    const [lon, lat] = feature.geometry.coordinates;
    const text = element("div");
    text.append(element("span", "", feature.properties.name));
    const kind = feature.properties.kind;
    const icon = L.divIcon({ className: `place-name place-name-${kind}`, html: text, iconSize: [0, 0] });
    const marker = L.marker([lat, lon], { icon, interactive: false, keyboard: false, pane: "names" });
    return { marker, isTown: kind === "town" };
  });
  const show = () => {
    const zoom = map.getZoom();
    const bounds = map.getBounds().pad(0.1);
    for (const { marker, isTown } of labels) {
      const wanted = zoom >= (isTown ? 9 : 12) && bounds.contains(marker.getLatLng());
      if (wanted !== map.hasLayer(marker)) wanted ? marker.addTo(map) : marker.remove();
    }
  };
  map.on("zoomend moveend", show);
  show();
}

// ---- markers: offers that would cover one another share one
function label(group) {
  const numbers = group.map((place) => place.number).filter(Boolean);
  const last = numbers.at(-1);
  if (numbers.length < 3) return numbers.join(" · ");
  return last - numbers[0] === numbers.length - 1 ? `${numbers[0]}–${last}` : `${numbers[0]} +${numbers.length - 1}`;
}

function name(place) {
  return (place.number ? `${place.number}: ` : "") + place.name;
}

function popupOf(group) {
  const popup = element("div", "map-popup");
  if (group.length > 1) popup.append(element("p", "", words.several));
  const list = element("ul");
  for (const place of group) {
    const item = element("li");
    const link = element("a");
    link.href = place.href;
    const text = element("bdi", "", name(place));
    text.lang = "de";
    link.append(text);
    item.append(link);
    if (place.about) item.append(element("br"), element("span", "", place.about));
    list.append(item);
  }
  popup.append(list);
  return popup;
}

function groups(places) {
  const found = [];
  for (const place of places) {
    const point = map.latLngToLayerPoint([place.lat, place.lon]);
    const near = found.find((group) => group.point.distanceTo(point) < MARKER_PX + 4);
    if (near) near.places.push(place);
    else found.push({ point, places: [place] });
  }
  return found.map((group) => group.places);
}

let markers = [];
let redrawing = false;

function markerOf(group, isTabStop) {
  const text = label(group);
  const width = Math.max(MARKER_PX, 22 + 9 * text.length);
  const icon = L.divIcon({
    className: "marker",
    html: element("span", "", text),
    iconSize: [width, MARKER_PX],
    popupAnchor: [0, -MARKER_PX / 2],
  });
  const marker = L.marker([group[0].lat, group[0].lon], { icon, riseOnHover: true, keyboard: true });
  marker.places = group;
  marker.bindPopup(() => popupOf(group), { minWidth: 200, maxWidth: 280, autoPanPadding: [48, 24] });
  marker.on("add", () => {
    const button = marker.getElement();
    button.setAttribute("aria-label", group.map(name).join("; "));
    button.lang = "de";
    if (!isTabStop) button.tabIndex = -1;
    button.addEventListener("keydown", (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation();
      marker.openPopup();
    });
    for (const [event, on] of [["pointerenter", true], ["pointerleave", false], ["focus", true], ["blur", false]]) {
      button.addEventListener(event, () => highlightEntries(group, on));
    }
  });
  marker.on("popupopen", () => {
    if (!redrawing) marker.getPopup().getElement().querySelector("a[href]").focus();
  });
  marker.on("popupclose", () => {
    if (!redrawing) marker.getElement()?.focus({ preventScroll: true });
  });
  return marker;
}

function drawMarkers() {
  const open = markers.find((marker) => marker.isPopupOpen())?.places[0];
  const focused = markers.find((marker) => marker.getElement() === document.activeElement)?.places[0];
  redrawing = true;
  for (const marker of markers) marker.remove();
  const grouped = groups(data.places);
  markers = grouped.map((group) => markerOf(group, grouped.length <= MAX_TAB_STOPS).addTo(map));
  if (open) markerAt(open).openPopup();
  if (focused) markerAt(focused).getElement().focus({ preventScroll: true });
  redrawing = false;
}

function markerAt(place) {
  return markers.find((marker) => marker.places.includes(place));
}

// ---- list and map know each other
function entryOf(place) {
  return document.getElementById(`treffer-${place.number}`);
}

function highlightEntries(group, on) {
  for (const place of group) entryOf(place)?.classList.toggle("is-active", on);
}

function linkEntries() {
  for (const place of data.places) {
    const entry = entryOf(place);
    if (!entry) continue;
    const mark = (on) => () => markerAt(place).getElement().classList.toggle("is-active", on);
    entry.addEventListener("pointerenter", mark(true));
    entry.addEventListener("pointerleave", mark(false));
    const button = element("button", "show-on-map", words.show);
    button.type = "button";
    button.setAttribute("aria-describedby", `name-${place.number}`);
    button.addEventListener("click", () => {
      box.scrollIntoView({ block: "nearest" });
      map.setView([place.lat, place.lon], Math.max(map.getZoom(), 14), { animate: false });
      markerAt(place).openPopup();
    });
    entry.querySelector(".entry-foot").append(button);
  }
}

// ---- where was searched
function drawCentre(centre) {
  const at = [centre.lat, centre.lon];
  L.circle(at, { radius: centre.radius, className: "radius", interactive: false }).addTo(map);
  L.circleMarker(at, { radius: 8, className: "centre", interactive: false }).addTo(map);
}

// ---- moving without dragging, and no trap for the wheel or a finger that scrolls the page
function addPanButtons() {
  const control = L.control({ position: "topright" });
  control.onAdd = () => {
    const pad = element("div", "pan");
    for (const [side, arrow, x, y] of [["up", "↑", 0, -1], ["left", "←", -1, 0], ["right", "→", 1, 0], ["down", "↓", 0, 1]]) {
      const button = element("button", "", arrow);
      button.type = "button";
      button.dataset.pan = side;
      button.title = words[side];
      button.setAttribute("aria-label", words[side]);
      button.addEventListener("click", () => map.panBy([x * 120, y * 120]));
      pad.append(button);
    }
    L.DomEvent.disableClickPropagation(pad);
    return pad;
  };
  control.addTo(map);
}

function calmGestures() {
  if (matchMedia("(pointer: coarse)").matches) map.dragging.disable();
  map.on("click", () => map.scrollWheelZoom.enable());
  map.on("mouseout", () => map.scrollWheelZoom.disable());
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    map.options.zoomAnimation = map.options.fadeAnimation = false;
    map.options.inertia = false;
  }
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });
  map.on("popupopen", (event) => {
    const button = event.popup.getElement().querySelector(".leaflet-popup-close-button");
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

map.createPane("names").style.zIndex = 450;
calmGestures();
addPanButtons();
fit();
if (data.centre) drawCentre(data.centre);
drawMarkers();
map.on("zoomend", drawMarkers);
linkEntries();
if (box.dataset.base) drawBase(box.dataset.base);
