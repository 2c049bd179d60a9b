// What every map has: its ground, without tiles boundaries, names and stops, and buttons to move it.
/* global L */

const STOPS_ZOOM = 11;
// The zooms at which names are written; a name gives way to those before it.
const NAMED = { town: [8, 13], village: [12, 16], station: [14, 19], stop: [15, 19] };
const RANKS = Object.keys(NAMED);
const LETTER_PX = { town: 9.5, village: 7, station: 6.5, stop: 6.5 };
const LINE_PX = 20;
const STOPS_FROM_ZOOM = 13;

export function element(name, className, text) {
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

export function prepareMap(map, words) {
  calmGestures(map);
  addPanButtons(map, words);
  drawGround(map);
}

function addPanButtons(map, words) {
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

// No trap for wheel or finger.
function calmGestures(map) {
  let isClicked = false;
  if (matchMedia("(pointer: coarse)").matches) map.dragging.disable();
  map.on("click", () => (isClicked = true));
  map.on("mouseout", () => (isClicked = false));
  map.getContainer().addEventListener(
    "wheel",
    (event) => map.scrollWheelZoom[isClicked || event.ctrlKey || event.metaKey ? "enable" : "disable"](),
    { capture: true, passive: true },
  );
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  map.options.inertia = false;
  const { setView, panBy } = map;
  map.setView = (at, zoom, options) => setView.call(map, at, zoom, { ...options, animate: false });
  map.panBy = (offset, options) => panBy.call(map, offset, { ...options, animate: false });
}

// Boundaries stand in for tiles that are not there, or fail.
function drawGround(map) {
  let tiles = null;
  map.eachLayer((layer) => (tiles = layer instanceof L.TileLayer ? layer : tiles));
  if (tiles) tiles.once("tileerror", () => drawBase(map));
  else drawBase(map);
}

async function drawBase(map) {
  const { base, stops: stopsAddress } = map.getContainer().dataset;
  for (const [pane, zIndex] of [["land", 150], ["names", 450]]) {
    Object.assign(map.createPane(pane), { ariaHidden: "true" }).style.zIndex = zIndex;
  }
  const features = await featuresOf(base);
  const isName = (feature) => feature.geometry.type === "Point";
  const options = { interactive: false, pane: "land" };
  const style = (feature) => ({ className: `land land-${feature.properties.kind}` });
  L.geoJSON(features.filter((feature) => !isName(feature)), { ...options, style }).addTo(map);

  const named = features.filter(isName);
  const stops = new Map();
  const drawn = L.layerGroup().addTo(map);

  function draw() {
    drawn.clearLayers();
    const view = map.getBounds().pad(0.1);
    const near = map.getZoom() < STOPS_FROM_ZOOM ? [] : tilesOf(map.getBounds()).flatMap((tile) => stops.get(tile) ?? []);
    const seen = [...named, ...near].filter((feature) => view.contains(pointOf(feature)));
    for (const feature of seen) {
      const { kind } = feature.properties;
      if (!kind.startsWith("st")) continue;
      L.circleMarker(pointOf(feature), { ...options, className: kind, radius: kind === "stop" ? 2.5 : 4 }).addTo(drawn);
    }
    for (const { properties, at } of withRoom(seen)) nameAt(at, properties.name, properties.kind).addTo(drawn);
  }

  // The names of this zoom that do not run into one another.
  function withRoom(seen) {
    const written = [];
    const zoom = map.getZoom();
    for (const rank of RANKS) {
      const [from, to] = NAMED[rank];
      if (zoom < from || zoom > to) continue;
      for (const { properties, ...feature } of seen) {
        if (properties.kind !== rank) continue;
        const at = pointOf(feature);
        const { x, y } = map.latLngToLayerPoint(at);
        const half = (properties.name.length * LETTER_PX[rank]) / 2;
        const isFree = written.every((other) => Math.abs(other.x - x) > other.half + half || Math.abs(other.y - y) > LINE_PX);
        if (isFree) written.push({ properties, at, x, y, half });
      }
    }
    return written;
  }

  function nameAt(at, name, kind) {
    const text = element("div");
    text.lang = "de";
    text.append(element("span", "", name));
    const icon = L.divIcon({ className: `place-name place-name-${kind}`, html: text, iconSize: [0, 0] });
    return L.marker(at, { icon, interactive: false, keyboard: false, pane: "names" });
  }

  async function fetchStops() {
    if (map.getZoom() < STOPS_FROM_ZOOM) return;
    const missing = tilesOf(map.getBounds()).filter((tile) => !stops.has(tile));
    for (const tile of missing) stops.set(tile, []);
    await Promise.all(missing.map(async (tile) => {
      const [x, y] = tile.split("/");
      stops.set(tile, await featuresOf(stopsAddress.replace("{x}", x).replace("{y}", y)));
    }));
    if (missing.length) draw();
  }

  map.on("moveend", () => {
    draw();
    fetchStops();
  });
  draw();
  fetchStops();
}

function pointOf(feature) {
  const [lon, lat] = feature.geometry.coordinates;
  return [lat, lon];
}

async function featuresOf(address) {
  try {
    const answer = await fetch(address);
    return answer.ok ? (await answer.json()).features : [];
  } catch {
    return []; // The map is then without them.
  }
}

// The tiles in which stops come, as "x/y".
function tilesOf(bounds) {
  const tileAt = (at) => L.CRS.EPSG3857.latLngToPoint(at, STOPS_ZOOM).divideBy(256).floor();
  const [first, last] = [tileAt(bounds.getNorthWest()), tileAt(bounds.getSouthEast())];
  const tiles = [];
  for (let x = first.x; x <= last.x; x++) for (let y = first.y; y <= last.y; y++) tiles.push(`${x}/${y}`);
  return tiles;
}
