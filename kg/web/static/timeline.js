// Events on a line of time, grouped by type; what is known to a month or a year only is drawn dashed, over all of it.
"use strict";

(window.kgPictures ||= {}).timeline = (canvas, data) => {
  const next = (day) => { const when = new Date(`${day}T00:00:00Z`); when.setUTCDate(when.getUTCDate() + 1); return when; };
  const shown = data.rows.slice(0, 1000);
  const types = [...new Set(shown.map((event) => event.type))].sort();
  const items = shown.map((event, n) => {
    const vague = event.time_precision !== "day" || event.begin !== event.end;
    const days = (next(event.end || event.begin) - new Date(`${event.begin}T00:00:00Z`)) / 86400000;
    return {
      id: n, group: event.type, start: new Date(`${event.begin}T00:00:00Z`), end: next(event.end || event.begin), type: days > 20 ? "range" : "point",
      className: [vague ? "vague" : "", event.status].join(" "), event,
    };
  });
  const timeline = new window.vis.Timeline(canvas, new window.vis.DataSet(items), types.map((type) => ({ id: type, content: type.toLowerCase() })), {
    height: "100%", verticalScroll: true, zoomKey: "ctrlKey", horizontalScroll: true, orientation: "top", stack: true, margin: { item: 3 },
    zoomMin: 7 * 86400000,
    moment: (date) => window.vis.moment(date).utc(),
    template: (item, element, whole) => {
      if (!whole || !whole.event) return document.createTextNode(whole ? String(whole.content) : "");
      const link = document.createElement("a");
      link.href = whole.event.page; link.textContent = whole.event.event;
      return link;
    },
    groupTemplate: (group) => {
      const name = document.createElement("span");
      name.textContent = group ? group.content : "";
      return name;
    },
  });
  return new Promise((done) => timeline.once("changed", done));
};
