// The network of alliances: four kinds of tie, in a comparison what is new and what is gone.
"use strict";

(window.kgPictures ||= {}).network = (canvas, data, figure) => {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const compared = data.edges.some((edge) => edge.change);
  const lines = {
    alongside: { "line-color": colour("--side-1"), "line-style": "solid" },
    against: { "line-color": colour("--bad"), "line-style": "dashed" },
    allied: { "line-color": colour("--good"), "line-style": "solid" },
    hostile: { "line-color": colour("--warn"), "line-style": "dotted" },
  };
  const changes = {
    new: { "line-color": "#1e8449" }, gone: { "line-color": "#c0392b", "line-style": "dashed" }, kept: { "line-color": "#8592a1" },
  };
  // Layouts come out round; drawn as wide as the canvas they are easier to read.
  const spread = ({ cy }) => {
    const box = cy.elements().boundingBox();
    const widen = (canvas.clientWidth / canvas.clientHeight) / (box.w / Math.max(box.h, 1));
    if (widen > 1) cy.nodes().positions((node) => ({ x: node.position("x") * Math.min(widen, 3), y: node.position("y") }));
    cy.fit(undefined, 20);
    if (cy.zoom() > 1.2) { cy.zoom(1.2); cy.center(); }
    cy.nodes().style({ "font-size": 11 / cy.zoom(), "text-max-width": 120 / cy.zoom(), width: 13 / cy.zoom(), height: 13 / cy.zoom() });
  };
  const cy = window.cytoscape({
    container: canvas,
    elements: [
      ...data.nodes.map((node) => ({ data: { id: node.iri, label: node.label, page: node.page } })),
      ...data.edges.map((edge, n) => ({
        data: { id: `tie-${n}`, source: edge.one_iri, target: edge.other_iri, width: Math.min(1.5 + edge.bonds, 8), kind: edge.kind, change: edge.change },
      })),
    ],
    style: [
      { selector: "node", style: {
        label: "data(label)", "font-size": 15, color: colour("--ink"), "text-wrap": "wrap", "text-max-width": 140,
        "text-valign": "bottom", "text-margin-y": 3, width: 18, height: 18, "background-color": colour("--accent"),
      } },
      { selector: "edge", style: { width: "data(width)", "curve-style": "bezier", opacity: .8 } },
      ...Object.entries(lines).map(([kind, line]) => ({ selector: `edge[kind = "${kind}"]`, style: line })),
      ...(compared ? Object.entries(changes).map(([change, line]) => ({ selector: `edge[change = "${change}"]`, style: line })) : []),
    ],
    layout: { name: "fcose", animate: false, randomize: true, quality: "proof", nodeSeparation: 80, idealEdgeLength: 70, gravity: .5, nodeDimensionsIncludeLabels: true, stop: spread },
    minZoom: .2, maxZoom: 3,
  });
  cy.on("tap", "node", (event) => { if (event.target.data("page")) location.href = event.target.data("page"); });
  cy.on("tap", "edge", (event) => {
    const row = document.getElementById(event.target.id());
    if (row) { row.scrollIntoView({ block: "center" }); row.focus(); }
  });
  const save = document.createElement("a");
  save.textContent = "Save as PNG"; save.href = "#"; save.className = "save";
  save.addEventListener("click", (event) => {
    event.preventDefault();
    const link = document.createElement("a");
    link.href = cy.png({ full: true, scale: 2, bg: colour("--paper") }); link.download = "alliances.png";
    link.click();
  });
  const caption = figure.querySelector("figcaption");
  if (!caption.querySelector(".save")) caption.append(" ", save);
};
