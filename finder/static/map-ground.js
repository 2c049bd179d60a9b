// What every map of ours has, whatever is drawn on it: its ground, and ways to move it without dragging.
/* global L */

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

// No trap for the wheel, or for a finger that scrolls the page.
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

// Boundaries stand in for tiles where there is no source of them, and once it fails.
function drawGround(map) {
  let tiles = null;
  map.eachLayer((layer) => (tiles = layer instanceof L.TileLayer ? layer : tiles));
  const { base, stops, baseModule } = map.getContainer().dataset;
  const drawBelow = async () => {
    const { drawBase } = await import(baseModule);
    drawBase({ map, element, address: base, stopsAddress: stops });
  };
  if (tiles) tiles.once("tileerror", drawBelow);
  else drawBelow();
}
