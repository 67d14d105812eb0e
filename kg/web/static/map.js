// Circles at places over the outlines of the world; no tiles, nothing from elsewhere.
"use strict";

// A ring that crosses the 180th meridian goes on beyond it, instead of back across the whole map.
const unwrap = ({ type, coordinates }) => {
  for (const polygon of type === "Polygon" ? [coordinates] : coordinates) {
    for (const ring of polygon) {
      for (let n = 1; n < ring.length; n++) {
        const jump = ring[n][0] - ring[n - 1][0];
        if (Math.abs(jump) > 180) ring[n] = [ring[n][0] - Math.sign(jump) * 360, ring[n][1]];
      }
    }
  }
};

(window.kgPictures ||= {}).map = async (canvas, data, figure) => {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const map = window.L.map(canvas, { attributionControl: false, worldCopyJump: true, minZoom: 1, maxZoom: 9 }).setView([25, 30], 2);
  const world = await (await fetch(figure.dataset.world)).json();
  const outlines = window.topojson.feature(world, world.objects.countries);
  outlines.features = outlines.features.filter((country) => country.properties.name !== "Antarctica");
  outlines.features.forEach((country) => unwrap(country.geometry));
  window.L.geoJSON(outlines, {
    interactive: false, style: { color: "#8592a1", weight: .8, fillColor: "#fbfaf5", fillOpacity: 1 },
  }).addTo(map);
  const places = new Map();
  for (const event of data.rows) {
    if (!places.has(event.place_iri)) places.set(event.place_iri, []);
    places.get(event.place_iri).push(event);
  }
  const circles = [...places.values()].map((events) => {
    const claims = events.reduce((sum, event) => sum + event.claims, 0);
    const circle = window.L.circleMarker([events[0].lat, events[0].long], {
      radius: 4 + 2.2 * Math.sqrt(claims), color: colour("--side-2"), weight: 1.5, fillOpacity: .4,
      dashArray: events[0].point_precision === "exact" ? null : "3 3",
    });
    const box = document.createElement("div"), title = document.createElement("b"), list = document.createElement("ul");
    title.textContent = events[0].place;
    const note = document.createElement("p");
    note.className = "quiet"; note.textContent = `${events[0].point_precision}, ${events[0].point_source}`;
    for (const event of events.slice(0, 8)) {
      const line = document.createElement("li"), link = document.createElement("a");
      link.href = event.page; link.textContent = event.event; line.append(link); list.append(line);
    }
    box.append(title, note, list);
    if (events.length > 8) box.append(`and ${events.length - 8} more`);
    return circle.bindPopup(box, { maxHeight: 260 }).bindTooltip(document.createTextNode(`${events[0].place}: ${events.length}`));
  });
  const group = window.L.featureGroup(circles).addTo(map);
  if (circles.length) map.fitBounds(group.getBounds().pad(.2), { maxZoom: 6 });
};
