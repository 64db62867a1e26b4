// The pane with the document: it opens documents, marks quotes in them, and goes to a mark.
// Offsets count code points of the loaded text, as Python does; a line says where it begins.
"use strict";

window.quoth = {};

quoth.reader = (() => {
  const MOST_KEPT = 8; // documents that stay in the page once they were opened
  const byId = (id) => document.getElementById(id);
  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  let active = { quotes: [], current: 0, kind: "quoted" };
  let showing = 0; // which wish is the newest: an older one that arrives late is dropped

  // ---- offsets to text ----

  const hasPairs = /[\ud800-\udfff]/;
  const points = (text) => (hasPairs.test(text) ? [...text].length : text.length);
  const units = (text, count) => {
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
      const length = points(node.data);
      const start = Math.max(from - at, 0), end = Math.min(to - at, length);
      at += length;
      if (start >= end) continue;
      const range = document.createRange();
      range.setStart(node, units(node.data, start));
      range.setEnd(node, units(node.data, end));
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

  // Wraps a span of the text, in each line that it runs over, and returns the wrappings.
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
    section.marked.reverse(); // the inner ones go first
  };

  // ---- documents ----

  const known = (id) => byId("pages").querySelector(`.document[data-document="${CSS.escape(id)}"]`);

  const add = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const section = holder.content.firstElementChild;
    byId("pages").querySelector(".loading")?.remove();
    byId("pages").append(section);
    const kept = byId("pages").querySelectorAll(".document[hidden]");
    for (const old of [...kept].slice(0, Math.max(0, kept.length - MOST_KEPT)))
      if (old !== section) old.remove();
    return section;
  };

  const fetchDocument = async (id) => {
    const reply = await quoth.server.document({ token: quoth.token(), document: id });
    if (reply?.html) return known(id) ?? add(reply.html);
    quoth.say(reply?.error ?? "The document could not be opened: Quoth does not answer.");
    return null;
  };

  // Opens a document where it was left, and returns its section.
  const open = async (id) => {
    const wish = ++showing;
    const pages = byId("pages");
    const slow = setTimeout(() => pages.classList.add("busy"), 150);
    const section = known(id) ?? (await fetchDocument(id));
    clearTimeout(slow);
    pages.classList.remove("busy");
    if (!section || wish !== showing) return null;
    for (const one of pages.querySelectorAll(".document")) one.hidden = one !== section;
    byId("opened").textContent = section.getAttribute("aria-label");
    paint(section);
    quoth.documentList?.current(id);
    return section;
  };

  // ---- going there ----

  const goTo = async (section, mark, asked) => {
    // scrollIntoView would move the page with the pane.
    const pane = section.querySelector(".text");
    const topOf = (element) =>
      element.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop;
    // On a narrow screen the window may end in the middle of the pane, and nobody has scrolled.
    const room = () => {
      const seen = innerHeight - pane.getBoundingClientRect().top;
      return asked || seen <= 0 ? pane.clientHeight : Math.min(seen, pane.clientHeight);
    };
    // There the text's end can be too low in the pane, unless it can be scrolled past.
    const endLower = (by) => pane.style.setProperty("--past", `${by}px`);
    const target = () => {
      let top = topOf(mark) - room() / 3;
      // Where a line begins between there and the mark, the pane's edge is to cut none.
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
    if (asked && !far && !still()) pane.scrollTo({ top: target(), behavior: "smooth" });
    else
      // Chunks that come into sight take their real heights, and the mark moves once more.
      // Whoever paints the marks anew meanwhile takes over.
      for (let turn = 0; turn < 6 && mark.isConnected; turn++) {
        endLower(0);
        const lacking = target() - (pane.scrollHeight - pane.clientHeight);
        if (lacking > 0 && room() < pane.clientHeight) endLower(lacking);
        pane.scrollTo({ top: target(), behavior: "instant" });
        await new Promise(requestAnimationFrame);
      }
  };

  const flash = (section, index) => {
    for (const mark of section.querySelectorAll(`mark[data-quote="${index + 1}"]`)) {
      mark.classList.remove("flash");
      void mark.offsetWidth; // so that the animation begins anew
      mark.classList.add("flash");
    }
  };

  // `asked`: a person wants to see it; otherwise the page itself must not move.
  const show = async (quotes, current, { kind = "quoted", asked = false } = {}) => {
    active = { quotes, current, kind };
    const section = await open(quotes[current].document);
    if (!section) return false;
    const mark = section.querySelector(`mark[data-quote="${current + 1}"]`);
    if (!mark) return false;
    if (asked) {
      // On a narrow screen the pane may be out of sight.
      byId("reader").scrollIntoView({ block: "nearest", behavior: still() ? "instant" : "smooth" });
      flash(section, current);
    }
    await goTo(section, mark, asked);
    return true;
  };

  const forget = () => {
    active = { quotes: [], current: 0, kind: "quoted" };
    for (const section of byId("pages").querySelectorAll(".document")) unmark(section);
  };

  const drop = (id) => known(id)?.remove();

  return { add, open, show, forget, drop, wrapSpan };
})();
