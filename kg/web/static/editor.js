// The query editor: YASGUI's parts over the plain form, asking this endpoint and no other host. Words of results are
// set as text; the completions come from the vocabulary of this store.
"use strict";

(() => {
  const assets = document.currentScript.dataset.assets;
  const WKT = "http://www.opengis.net/ont/geosparql#wktLiteral";
  const DATE = /^http:\/\/www\.w3\.org\/2001\/XMLSchema#date(Time)?$/;

  const loaded = new Map();
  const load = (file) => {
    if (!loaded.has(file)) {
      loaded.set(file, new Promise((done, failed) => {
        const style = file.endsWith(".css");
        const element = document.createElement(style ? "link" : "script");
        if (style) { element.rel = "stylesheet"; element.href = assets + file; } else { element.src = assets + file; element.async = false; }
        element.onload = done; element.onerror = () => failed(new Error(`${file} did not load`));
        document.head.append(element);
      }));
    }
    return loaded.get(file);
  };

  const rowsOf = (yasr) => (yasr.results && yasr.results.getBindings && yasr.results.getBindings()) || [];
  const column = (rows, fits) => Object.keys(rows[0] || {}).find((name) => rows.some((row) => row[name] && fits(row[name])));
  const isIri = (term) => term.type === "uri";
  const words = (rows, not) => column(rows, (term) => term.type !== "uri" && !not(term)) || column(rows, isIri);
  const pageOf = (iri) => (iri && iri.includes("/id/") ? iri.replace(/^https?:\/\/[^/]+(\/.*)?\/id\//, "/page/") : "");

  // A view of results: whether they fit, what the picture of that name draws of them, and the files it needs.
  const VIEWS = {
    Map: {
      picture: "map", files: ["vendor/leaflet.css", "vendor/leaflet.js", "vendor/topojson-client.min.js", "map.js"],
      fits: (rows) => column(rows, (term) => term.datatype === WKT),
      shape: (rows) => {
        const point = column(rows, (term) => term.datatype === WKT), name = words(rows, (t) => t.datatype === WKT), iri = column(rows, isIri);
        return { rows: rows.flatMap((row) => {
          const found = row[point] && /POINT\s*\((-?[\d.]+) (-?[\d.]+)\)/.exec(row[point].value);
          const label = row[name] ? row[name].value : "";
          return found ? [{ event: label, page: row[iri] ? pageOf(row[iri].value) : "", place: label, place_iri: found[0], long: +found[1], lat: +found[2], claims: 1, point_precision: "exact", point_source: "" }] : [];
        }) };
      },
    },
    Timeline: {
      picture: "timeline", files: ["vendor/vis-timeline.min.css", "vendor/vis-timeline.min.js", "timeline.js"],
      fits: (rows) => column(rows, (term) => term.datatype && DATE.test(term.datatype)),
      shape: (rows) => {
        const day = (term) => term.datatype && DATE.test(term.datatype);
        const begin = column(rows, day), name = words(rows, day), iri = column(rows, isIri);
        const end = Object.keys(rows[0]).find((other) => other !== begin && rows.some((row) => row[other] && day(row[other]))) || begin;
        return { rows: rows.filter((row) => row[begin]).map((row) => ({
          event: row[name] ? row[name].value : "", page: row[iri] ? pageOf(row[iri].value) : "", begin: row[begin].value.slice(0, 10),
          end: (row[end] || row[begin]).value.slice(0, 10), time_precision: "day", type: "result", status: "",
        })) };
      },
    },
    Graph: {
      picture: "network", files: ["vendor/cytoscape.min.js", "vendor/layout-base.js", "vendor/cose-base.js", "vendor/cytoscape-fcose.js", "network.js"],
      fits: (rows) => Object.keys(rows[0] || {}).filter((name) => rows.some((row) => row[name] && isIri(row[name]))).length > 1,
      shape: (rows) => {
        const [one, other] = Object.keys(rows[0]).filter((name) => rows.some((row) => row[name] && isIri(row[name])));
        const ends = rows.slice(0, 400).filter((row) => row[one] && row[other] && isIri(row[one]) && isIri(row[other]));
        const nodes = new Set(ends.flatMap((row) => [row[one].value, row[other].value]));
        return {
          nodes: [...nodes].map((iri) => ({ iri, label: iri.replace(/^.*[/#]/, ""), page: pageOf(iri) })),
          edges: ends.map((row) => ({ one_iri: row[one].value, other_iri: row[other].value, bonds: 1, kind: "alongside", change: "" })),
        };
      },
    },
  };

  const plugin = (label, view) => class {
    constructor(yasr) { this.yasr = yasr; this.label = label; this.priority = 1; }
    canHandleResults() { const rows = rowsOf(this.yasr); return rows.length > 0 && Boolean(view.fits(rows)); }
    getIcon() { return document.createElement("span"); }
    async draw() {
      const figure = document.createElement("figure"), canvas = document.createElement("div"), caption = document.createElement("figcaption");
      figure.className = "picture"; canvas.className = "canvas";
      canvas.setAttribute("role", "img"); canvas.setAttribute("aria-label", `${label} of what the table lists`);
      figure.dataset.world = `${assets}vendor/countries-50m.json`;
      if (view.picture === "map") caption.textContent = "Borders are those of Natural Earth.";
      figure.append(canvas, caption);
      this.yasr.resultsEl.replaceChildren(figure);
      for (const file of view.files) await load(file);
      await window.kgPictures[view.picture](canvas, view.shape(rowsOf(this.yasr)), figure);
      figure.dataset.drawn = "yes";
    }
  };

  // What the table searches and sorts by would be parsed as HTML on its way: it gets words without markup.
  const withoutMarkup = (Table) => class extends Table {
    getColumns() {
      return super.getColumns().map((column) => ({ ...column, render: (cell, type, ...more) => (
        type === "display" || !cell || typeof cell !== "object" ? column.render(cell, type, ...more) : cell.value.replace(/[<>&]/g, " ")
      ) }));
    }
  };

  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const SNIPPETS = {
    curl: (address, query) => `curl ${quoted(`${address}?format=csv`)} --data-urlencode ${quoted(`query=${query}`)}`,
    Python: (address, query) => `from SPARQLWrapper import JSON, SPARQLWrapper\n\nendpoint = SPARQLWrapper(${JSON.stringify(address)}, returnFormat=JSON)\nendpoint.setQuery(r"""${query.replaceAll('"""', '\\"""')}""")\nfor row in endpoint.queryAndConvert()["results"]["bindings"]:\n    print({name: term["value"] for name, term in row.items()})`,
    R: (address, query) => `rows <- read.csv(paste0(${JSON.stringify(`${address}?format=csv&query=`)}, URLencode(${JSON.stringify(query)}, reserved = TRUE)))\nprint(rows)`,
  };

  document.addEventListener("DOMContentLoaded", async () => {
    const form = document.querySelector("form.editor"), area = form.elements.query;
    const address = new URL(form.getAttribute("action"), location.href).href;
    const { Yasqe, Yasr } = window.Yasgui;
    const vocabulary = await (await fetch(form.dataset.vocabulary)).json();
    for (const [name, terms] of [["class", vocabulary.classes], ["property", vocabulary.properties]]) {
      const iris = terms.map((term) => term.iri);
      Yasqe.forkAutocompleter(name, { name: `own-${name}`, bulk: true, persistenceId: null, get: () => Promise.resolve(iris) }, false);
    }
    Yasr.registerPlugin("table", withoutMarkup(Yasr.plugins.table));
    for (const [label, view] of Object.entries(VIEWS)) Yasr.registerPlugin(label.toLowerCase(), plugin(label, view));

    const box = document.getElementById("yasqe"), out = document.getElementById("yasr");
    const yasqe = new Yasqe(box, {
      value: area.value, persistenceId: null, createShareableLink: null, consumeShareLink: null, prefixCcApi: form.dataset.prefixes,
      autocompleters: ["variables", "prefixes", "own-class", "own-property"], editorHeight: "20rem", showQueryButton: false, resizeable: false,
      requestConfig: { endpoint: address, method: "POST", acceptHeaderGraph: "text/turtle", acceptHeaderSelect: "application/sparql-results+json" },
    });
    yasqe.getInputField().setAttribute("aria-label", "Query");
    const yasr = new Yasr(out, {
      persistenceId: null, pluginOrder: ["table", "boolean", "response", ...Object.keys(VIEWS).map((l) => l.toLowerCase())], defaultPlugin: "table", prefixes: await (await fetch(form.dataset.prefixes)).json(),
    });
    area.hidden = true; box.hidden = false; out.hidden = false;
    document.querySelectorAll(".only-with-script").forEach((element) => { element.hidden = false; });

    const snippets = document.getElementById("snippets");
    const tell = () => {
      area.value = yasqe.getValue();
      snippets.replaceChildren(...Object.entries(SNIPPETS).flatMap(([name, make]) => {
        const title = document.createElement("h3"), code = document.createElement("pre");
        title.textContent = name; code.textContent = make(address, yasqe.getValue()); code.tabIndex = 0;
        return [title, code];
      }));
    };
    yasqe.on("change", tell);
    tell();

    const served = document.getElementById("served");
    yasqe.on("queryResponse", (_, response, duration) => {
      if (served) served.hidden = true;
      yasr.setResponse(response, duration);
    });
    form.addEventListener("submit", async (event) => {
      if (form.elements.format.value) return; // a file: the form fetches it
      event.preventDefault();
      const link = `${location.pathname}?${new URLSearchParams({ query: yasqe.getValue() })}`;
      if (link.length < 6000) history.replaceState(null, "", link);
      form.setAttribute("aria-busy", "true");
      await yasqe.query().catch(() => {});
      form.removeAttribute("aria-busy");
    });
    document.querySelectorAll("[data-example]").forEach((link) => link.addEventListener("click", (event) => {
      event.preventDefault();
      yasqe.setValue(new URL(link.href).searchParams.get("query"));
      yasqe.focus();
    }));

    const schema = document.getElementById("schema");
    for (const [title, terms] of [["Classes", vocabulary.classes], ["Properties", vocabulary.properties]]) {
      const head = document.createElement("h3"), list = document.createElement("ul");
      head.textContent = title; list.className = "plain";
      for (const term of terms.slice(0, 60)) {
        const line = document.createElement("li"), button = document.createElement("button"), count = document.createElement("small");
        button.type = "button"; button.textContent = term.name; button.title = term.definition || term.iri;
        count.textContent = ` ${term.uses.toLocaleString("en")}`;
        button.addEventListener("click", () => { yasqe.getDoc().replaceSelection(/^[\w-]+:[\w-]+$/.test(term.name) ? term.name : `<${term.iri}>`); yasqe.focus(); });
        line.append(button, count); list.append(line);
      }
      schema.append(head, list);
    }
  });
})();
