// What the browser does by itself: it scrolls a quote's mark into its pane, brings a new
// answer into view and says it aloud. All that is shown comes from the server.
"use strict";

window.quoth = (() => {
  let wanted = null; // a quote of an earlier turn, while its evidence is on its way

  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  // `asked`: a person wants to see it; otherwise the page itself must not move.
  const show = (number, asked) => {
    const panel = document.getElementById("evidence");
    const mark = panel.querySelector(`mark[data-quote="${number}"]`);
    if (!mark) return;
    for (const element of panel.querySelectorAll("[data-quote]:is(mark, li)"))
      element.classList.toggle("current", element.dataset.quote === String(number));
    const open = mark.closest(".document");
    for (const one of panel.querySelectorAll(".document")) one.hidden = one !== open;

    // scrollIntoView would move the page with the pane.
    const pane = open.querySelector(".text");
    const topOf = (element) =>
      element.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop;
    let top = topOf(mark) - pane.clientHeight / 3;
    // Where a line begins between there and the mark, the pane's edge is to cut none.
    let whole = null;
    for (let line = mark.closest(".line"); line && topOf(line) >= top;) {
      if (line.matches(".line")) whole = line;
      line = line.previousElementSibling;
    }
    if (whole) top = topOf(whole) - 10;
    const behavior = asked && !still() ? "smooth" : "instant";
    pane.scrollTo({ top, behavior });
    // On a narrow screen the pane may be out of sight.
    if (asked) open.scrollIntoView({ block: "nearest", behavior });
  };

  const quoteClicked = (event, fetchTurn) => {
    const quote = event.target.closest("[data-quote]");
    // To select words of a quote, for copying, is not to click on it.
    if (!quote || (!event.target.closest("button") && !getSelection().isCollapsed)) return;
    const shown = document.querySelector("#evidence .quotes").dataset.turn;
    if (quote.dataset.turn === shown) show(quote.dataset.quote, true);
    else {
      wanted = quote.dataset.quote;
      fetchTurn(Number(quote.dataset.turn));
    }
  };

  const chat = (element, trigger, watch) => {
    element.addEventListener("click", (event) => {
      const example = event.target.closest("[data-ask]");
      if (example) trigger("ask", { question: example.dataset.ask });
      else quoteClicked(event, (turn) => trigger("show", { turn }));
    });
    watch("value", () => {
      const turn = element.querySelector(".turn:last-child");
      document.getElementById("said").textContent = turn?.dataset.says ?? "";
      if (turn) {
        document.getElementById("composer").scrollIntoView({ block: "nearest" });
        turn.scrollIntoView({ block: "nearest" });
      }
      // What had the focus is gone: the example that was clicked, or the button that clears.
      if (!turn) document.querySelector("#question textarea").focus({ preventScroll: true });
      else if (document.activeElement === document.body) turn.focus({ preventScroll: true });
    });
  };

  const evidence = (element, watch) => {
    element.addEventListener("click", (event) => quoteClicked(event));
    watch("value", () => {
      show(wanted ?? "1", wanted !== null);
      wanted = null;
    });
  };

  return { chat, evidence };
})();
