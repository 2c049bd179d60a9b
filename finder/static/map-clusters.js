// Quiet dots for the hits beyond the list, counted by the server: a million cost as little as a few.
/* global L */

const DOT_PX = 44;
const APART_PX = 32;

// Gives a function that draws them anew; `address` gives where they are counted, "" where there are none.
export function drawClusters({ map, element, words, address, taken, linkHere, popupOptions }) {
  const lang = document.documentElement.lang;
  const short = new Intl.NumberFormat(lang, { notation: "compact" });
  const long = new Intl.NumberFormat(lang);
  const dots = L.layerGroup().addTo(map);
  let asked = null;
  map.createPane("dots").style.zIndex = 590;

  async function renew() {
    asked?.abort();
    dots.clearLayers();
    if (!address()) return;
    asked = new AbortController();
    try {
      const answer = await fetch(askFor(), { signal: asked.signal });
      if (answer.ok) draw((await answer.json()).features);
    } catch {
      // The next move asks again.
    }
  }

  function askFor() {
    const bounds = map.getBounds();
    const asking = new URL(address(), location.href);
    const [west, east] = [bounds.getWest(), bounds.getEast()].map((lon) => Math.max(-180, Math.min(lon, 180)));
    asking.searchParams.set("bbox", [west, bounds.getSouth(), east, bounds.getNorth()].map((edge) => edge.toFixed(5)));
    asking.searchParams.set("zoom", map.getZoom());
    return asking;
  }

  function draw(features) {
    for (const { id, at, count } of apart(features)) {
      const icon = L.divIcon({ className: "dot", html: element("span", "", short.format(count)), iconSize: [DOT_PX, DOT_PX] });
      const dot = L.marker(besideMarkers(at), { icon, pane: "dots", keyboard: false });
      const open = () => (count === 1 ? openOffer(dot.getLatLng(), id) : openCluster(dot.getLatLng(), at));
      dot.on("click", open).on("add", () => {
        const button = dot.getElement();
        button.setAttribute("role", "button");
        button.setAttribute("aria-label", words.more.replace("{number}", long.format(count)));
      });
      dots.addLayer(dot);
    }
  }

  // Dots that would cover one another, on both sides of the edge of a cell, are one.
  function apart(features) {
    const found = [];
    for (const { id, geometry, properties } of features) {
      const at = L.latLng(geometry.coordinates[1], geometry.coordinates[0]);
      const point = map.latLngToLayerPoint(at);
      const near = found.find((other) => other.point.distanceTo(point) < APART_PX);
      if (near) near.count += properties.count;
      else found.push({ id, at, point, count: properties.count });
    }
    return found;
  }

  // A numbered marker would cover a dot at the same place: the dot stands above or below it.
  function besideMarkers(at) {
    const point = map.latLngToLayerPoint(at);
    const marker = taken().find(({ point: other, width }) => Math.abs(other.x - point.x) < width / 2 + 8 && Math.abs(other.y - point.y) < 34);
    if (marker) point.y = marker.point.y + (point.y < marker.point.y ? -36 : 36);
    return marker ? map.layerPointToLatLng(point) : at;
  }

  function openCluster(drawnAt, at) {
    if (map.getZoom() < map.getMaxZoom()) {
      map.setView(at, Math.min(map.getZoom() + 2, map.getMaxZoom()));
      return;
    }
    show(drawnAt, linkHere(at, 0.1));
  }

  async function openOffer(at, id) {
    try {
      const answer = await fetch(`/api/v1/offers/${id}`);
      if (!answer.ok) return;
      const { name, url } = (await answer.json()).properties;
      const text = element("bdi", "", name);
      const link = element("a");
      text.lang = "de";
      link.href = `/${lang}${url}`;
      link.append(text);
      show(at, link);
    } catch {
      // Another click asks again.
    }
  }

  // No popup of the dot itself: that goes with the next move of the map.
  function show(at, link) {
    const content = element("div", "map-popup");
    content.append(link);
    const popup = L.popup({ ...popupOptions(), offset: [0, -8], content }).setLatLng(at);
    popup.on("remove", () => map.getContainer().focus({ preventScroll: true }));
    popup.openOn(map);
    link.focus();
  }

  map.on("moveend", renew);
  return renew;
}
