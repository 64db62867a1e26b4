// The reader: opens documents, highlights quotes in them and scrolls to a quote. Offsets count
// code points, as Python's do; each line carries its start offset.
"use strict";

window.quoth = {};

quoth.reader = (() => {
  const MAX_OPEN = 8; // hidden documents that stay in the page
  const byId = (id) => document.getElementById(id);
  const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  let active = { quotes: [], current: 0, kind: "quoted" };
  let latest = 0; // the number of the newest request: replies to older ones are dropped

  // ---- offsets to text ----

  const hasPairs = /[\ud800-\udfff]/;
  const codePoints = (text) => (hasPairs.test(text) ? [...text].length : text.length);
  const codeUnits = (text, count) => {
    if (!hasPairs.test(text)) return count;
    let unit = 0;
    for (; count > 0; count--) unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
    return unit;
  };

  const wrap = (line, from, to, make) => {
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    const made = [];
    let at = 0;
    for (const node of nodes) {
      const length = codePoints(node.data);
      const start = Math.max(from - at, 0), end = Math.min(to - at, length);
      at += length;
      if (start >= end) continue;
      const range = document.createRange();
      range.setStart(node, codeUnits(node.data, start));
      range.setEnd(node, codeUnits(node.data, end));
      const part = make();
      range.surroundContents(part);
      made.push(part);
    }
    return made;
  };

  const linesOf = (section) => {
    section.lines ??= [...section.querySelectorAll(".line")].map((element) =>
      ({ element, start: Number(element.dataset.start) }));
    return section.lines;
  };

  // Wraps a span of the text, separately in each of its lines, and returns the wrappers.
  const wrapSpan = (section, start, end, make) => {
    const lines = linesOf(section);
    let low = 0, high = lines.length; // the first line that begins after `start`
    while (low < high) {
      const middle = (low + high) >> 1;
      if (lines[middle].start > start) high = middle; else low = middle + 1;
    }
    const made = [];
    for (let at = Math.max(low - 1, 0); at < lines.length && lines[at].start < end; at++) {
      const line = lines[at];
      made.push(...wrap(line.element, start - line.start, end - line.start, make));
    }
    return made;
  };

  const unmark = (section) => {
    for (const part of section.marked ?? []) {
      const parent = part.parentNode;
      part.replaceWith(...part.childNodes);
      parent.normalize();
    }
    section.marked = [];
  };

  const paint = (section) => {
    unmark(section);
    section.classList.toggle("related", active.kind === "related");
    section.classList.toggle("mentions", active.kind === "mentions");
    active.quotes.forEach((quote, index) => {
      if (quote.document !== section.dataset.document) return;
      const marks = wrapSpan(section, quote.start, quote.end, () => {
        const mark = document.createElement("mark");
        mark.dataset.quote = String(index + 1);
        mark.classList.toggle("current", index === active.current);
        return mark;
      });
      for (const [start, end] of quote.strong ?? [])
        marks.push(...wrapSpan(section, start, end, () => document.createElement("strong")));
      section.marked.push(...marks);
    });
    section.marked.reverse(); // unwrap the inner ones first
  };

  // ---- documents ----

  const loaded = (id) =>
    byId("pages").querySelector(`.document[data-document="${CSS.escape(id)}"]`);

  const add = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const section = holder.content.firstElementChild;
    byId("pages").querySelector(".loading")?.remove();
    byId("pages").append(section);
    const hidden = byId("pages").querySelectorAll(".document[hidden]");
    for (const old of [...hidden].slice(0, Math.max(0, hidden.length - MAX_OPEN)))
      if (old !== section) old.remove();
    return section;
  };

  const fetchDocument = async (id) => {
    const reply = await quoth.server.document({ token: quoth.token(), document: id });
    if (reply?.html) return loaded(id) ?? add(reply.html);
    quoth.announce(reply?.error ?? "The document could not be opened: Quoth is not responding.");
    return null;
  };

  // Opens a document at its last scroll position and returns its section.
  const open = async (id) => {
    const request = ++latest;
    const pages = byId("pages");
    const slow = setTimeout(() => pages.classList.add("busy"), 150);
    const section = loaded(id) ?? (await fetchDocument(id));
    clearTimeout(slow);
    pages.classList.remove("busy");
    if (!section || request !== latest) return null;
    for (const one of pages.querySelectorAll(".document")) one.hidden = one !== section;
    byId("opened").textContent = section.getAttribute("aria-label");
    paint(section);
    quoth.documentList?.current(id);
    return section;
  };

  // ---- scrolling ----

  const goTo = async (section, mark, byUser) => {
    // scrollIntoView would also scroll the page.
    const pane = section.querySelector(".text");
    const topOf = (element) =>
      element.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop;
    // On a narrow screen only the top of the pane may be visible until the user scrolls.
    const room = () => {
      const visible = innerHeight - pane.getBoundingClientRect().top;
      return byUser || visible <= 0 ? pane.clientHeight : Math.min(visible, pane.clientHeight);
    };
    // Adds space below the text, so that its end can scroll up into the visible part.
    const addSpace = (by) => pane.style.setProperty("--past", `${by}px`);
    const target = () => {
      let top = topOf(mark) - room() / 3;
      // Align with the start of a line, so that the pane's edge cuts none.
      let whole = null;
      const lines = [...mark.closest(".chunk").children];
      for (let at = lines.indexOf(mark.closest(".line")); at >= 0; at--) {
        if (topOf(lines[at]) < top) break;
        if (lines[at].matches(".line")) whole = lines[at];
      }
      if (whole) top = topOf(whole) - 10;
      return Math.max(0, top);
    };
    const far = Math.abs(target() - pane.scrollTop) > 2.5 * pane.clientHeight;
    if (byUser && !far && !reducedMotion()) pane.scrollTo({ top: target(), behavior: "smooth" });
    else
      // Chunks get their real heights as they become visible, which moves the mark again. If it
      // is repainted meanwhile, the newer call takes over.
      for (let turn = 0; turn < 6 && mark.isConnected; turn++) {
        addSpace(0);
        const missing = target() - (pane.scrollHeight - pane.clientHeight);
        if (missing > 0 && room() < pane.clientHeight) addSpace(missing);
        pane.scrollTo({ top: target(), behavior: "instant" });
        await new Promise(requestAnimationFrame);
      }
  };

  const flash = (section, index) => {
    for (const mark of section.querySelectorAll(`mark[data-quote="${index + 1}"]`)) {
      mark.classList.remove("flash");
      void mark.offsetWidth; // restart the animation
      mark.classList.add("flash");
    }
  };

  // `byUser`: the user chose the quote; otherwise the page itself must not scroll.
  const show = async (quotes, current, { kind = "quoted", byUser = false } = {}) => {
    active = { quotes, current, kind };
    const section = await open(quotes[current].document);
    if (!section) return false;
    const mark = section.querySelector(`mark[data-quote="${current + 1}"]`);
    if (!mark) return false;
    if (byUser) {
      // On a narrow screen the pane may be out of view.
      const behavior = reducedMotion() ? "instant" : "smooth";
      byId("reader").scrollIntoView({ block: "nearest", behavior });
      flash(section, current);
    }
    await goTo(section, mark, byUser);
    return true;
  };

  const forget = () => {
    active = { quotes: [], current: 0, kind: "quoted" };
    for (const section of byId("pages").querySelectorAll(".document")) unmark(section);
  };

  const drop = (id) => loaded(id)?.remove();

  return { add, open, show, forget, drop, wrapSpan };
})();
