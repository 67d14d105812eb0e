// What pages gain with script: pictures over their tables, a copy button, windows of days that follow at once.
// Without it every page reads the same. Words from the graph are only ever set as text.
"use strict";

(() => {
  const DAY_MS = 86400000;

  async function draw(figure) {
    const drawer = (window.kgPictures || {})[figure.dataset.picture];
    if (!drawer || figure.querySelector(".canvas")) return;
    const canvas = document.createElement("div");
    canvas.className = "canvas";
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", "Picture of what the table below lists");
    figure.prepend(canvas);
    try {
      const answer = await fetch(figure.dataset.source, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      await drawer(canvas, await answer.json(), figure);
      figure.dataset.drawn = "yes";
    } catch (error) {
      canvas.remove();
      figure.querySelector("figcaption").append(` The picture could not be drawn (${error.message}); the table holds the same.`);
    }
  }

  const drawAll = (root) => Promise.all([...root.querySelectorAll("figure[data-picture]")].map(draw));

  // A form marked data-live: what stands in #live is fetched anew when a field changes.
  function follow(form) {
    let latest = 0;
    async function update() {
      const live = document.getElementById("live");
      const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
      const address = `${location.pathname}?${query}`;
      const turn = ++latest;
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("live") || page.getElementById("main");
      if (turn !== latest || !live) return;
      live.replaceChildren(...fresh.childNodes);
      history.replaceState(null, "", address);
      await drawAll(live);
    }
    form.addEventListener("change", update);
    form.addEventListener("submit", (event) => { event.preventDefault(); update(); });
    if (form.dataset.first && form.dataset.first !== form.dataset.last) slide(form, update);
  }

  // Two sliders for the window, and a button that lets it run through the years.
  function slide(form, update) {
    const first = Date.parse(form.dataset.first) / DAY_MS, last = Date.parse(form.dataset.last) / DAY_MS;
    const box = document.createElement("div");
    box.className = "slide";
    const words = document.createElement("output");
    const [from, to] = ["from", "to"].map((name) => {
      const range = document.createElement("input");
      range.type = "range"; range.min = first; range.max = last;
      range.setAttribute("aria-label", name === "from" ? "Window begins" : "Window ends");
      const field = form.elements[name];
      range.value = field.value ? Date.parse(field.value) / DAY_MS : name === "from" ? first : last;
      range.dataset.slides = name;
      return range;
    });
    const iso = (days) => new Date(days * DAY_MS).toISOString().slice(0, 10);
    const english = (days) => new Date(days * DAY_MS).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    const tell = () => { words.textContent = `${english(+from.value)} to ${english(+to.value)}`; };
    const set = () => { form.elements.from.value = iso(+from.value); form.elements.to.value = iso(+to.value); tell(); };
    from.addEventListener("input", () => { if (+from.value > +to.value) to.value = from.value; set(); });
    to.addEventListener("input", () => { if (+to.value < +from.value) from.value = to.value; set(); });
    const play = document.createElement("button");
    play.type = "button"; play.textContent = "Play";
    let running = null;
    play.addEventListener("click", () => {
      if (running) { clearInterval(running); running = null; play.textContent = "Play"; return; }
      play.textContent = "Stop";
      const width = Math.max(Math.round((last - first) / 20), 1);
      let at = first;
      running = setInterval(() => {
        from.value = at; to.value = at + width; set(); update();
        at += width;
        if (at > last) play.click();
      }, 1500);
    });
    box.append(from, to, play, words);
    form.append(box);
    tell();
  }

  // A page that marks #live with data-refresh is told anew each second, until it no longer does.
  async function refresh(live) {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
    const typing = live.contains(document.activeElement) && document.activeElement.matches("input");
    if (!typing || !("refresh" in fresh.dataset)) live.replaceWith(fresh);
    const next = document.getElementById("live");
    if ("refresh" in next.dataset) setTimeout(refresh, 1000, next);
  }

  function offerCopy(code) {
    const button = document.createElement("button");
    button.type = "button"; button.className = "outline"; button.textContent = "Copy";
    const chips = document.createElement("span");
    chips.className = "chips"; chips.append(button);
    button.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(code.textContent); } catch {
        getSelection().selectAllChildren(code);
        document.execCommand("copy");
      }
      button.textContent = "Copied";
    });
    code.after(chips);
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("form[data-live]").forEach(follow);
    document.querySelectorAll("code#iri").forEach(offerCopy);
    drawAll(document);
    document.querySelectorAll("#live[data-refresh]").forEach((live) => setTimeout(refresh, 1000, live));
    const here = document.getElementById("here"), box = here && here.closest(".beside");
    if (box) box.scrollTop = here.offsetTop - box.offsetTop - 60;
  });
})();
