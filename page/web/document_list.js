// The documents: which is open, which are asked, and those that this browser adds.
"use strict";

quoth.documentList = (() => {
  const byId = (id) => document.getElementById(id);
  const rows = () => [...byId("documents").querySelectorAll("li[data-document]")];
  const box = (row) => row.querySelector("input[type=checkbox]");
  const excluded = new Set(); // ids of those that are not asked

  let limits = { files: 20, file_bytes: 25e6 };
  let adding = null; // the request under way

  const isOpen = () => !byId("documents").hidden;
  const toggle = (wanted = !isOpen()) => {
    byId("documents").hidden = !wanted;
    byId("switch").setAttribute("aria-expanded", String(wanted));
  };

  // Those that are not asked: a document that is added later, or is not listed, is.
  const notAsked = () => [...excluded];

  const count = () => {
    const all = Number(byId("documents").querySelector("ul").dataset.all);
    const chosen = all - rows().filter((row) => !box(row).checked).length;
    byId("count").textContent =
      all === 1 ? "1 document" : chosen === all ? `${all.toLocaleString("en")} documents` : `${chosen} of ${all} asked`;
    const line = byId("documents").querySelector(".asked");
    if (line)
      line.textContent = chosen === 0 ? "No document is chosen: choose at least one to ask." : "";
  };

  const current = (id) => {
    for (const row of rows())
      if (row.dataset.document === id) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
  };

  // The server's list takes the place of the old one; what was chosen stays chosen.
  const fill = (html) => {
    const progress = byId("progress")?.innerHTML;
    const focused = byId("documents").contains(document.activeElement);
    const input = byId("documents").querySelector("input[type=file]");
    byId("documents").innerHTML = html;
    // Files may be being chosen right now: what is chosen goes to the element that was clicked.
    if (input) byId("documents").querySelector("input[type=file]").replaceWith(input);
    for (const row of rows()) if (excluded.has(row.dataset.document)) box(row).checked = false;
    if (progress) byId("progress").innerHTML = progress;
    if (focused) byId("documents").querySelector("input[type=file]").focus();
    count();
    const shown = document.querySelector("#pages .document:not([hidden])");
    if (shown) current(shown.dataset.document);
  };

  const choose = (row) => {
    if (box(row).checked) excluded.delete(row.dataset.document);
    else excluded.add(row.dataset.document);
    count();
  };

  const first = () => rows()[0]?.dataset.document;

  const remove = async (row) => {
    const id = row.dataset.document;
    const reply = await quoth.server.remove({ token: quoth.token(), document: id });
    if (!reply?.document_list) return quoth.notice(reply?.error ?? quoth.GONE, { alarm: true });
    excluded.delete(id);
    const wasOpen = row.hasAttribute("aria-current");
    quoth.reader.drop(id);
    fill(reply.document_list);
    quoth.say("The document is removed.");
    byId("documents").querySelector("input[type=file]").focus();
    if (wasOpen) quoth.reader.open(first());
  };

  // ---- adding ----

  const show = (html) => { byId("progress").innerHTML = html; };
  const refuse = (lines) => {
    const alert = document.createElement("div"), list = document.createElement("ul");
    alert.className = "refused";
    alert.setAttribute("role", "alert");
    alert.append(list);
    for (const line of lines) {
      const item = document.createElement("li");
      item.textContent = line;
      list.append(item);
    }
    byId("progress").replaceChildren(alert);
  };

  const send = (file, progress) => new Promise((done, failed) => {
    const form = new FormData();
    form.append("files", file);
    const call = new XMLHttpRequest();
    call.open("POST", `${window.gradio_config.root}${window.gradio_config.api_prefix ?? "/gradio_api"}/upload`);
    call.upload.onprogress = (event) => progress(event.loaded);
    call.onload = () => {
      if (call.status === 200) done(JSON.parse(call.responseText)[0]);
      else failed(new Error(call.status === 413 ? "it is too large" : `the server says ${call.status}`));
    };
    call.onerror = () => failed(new Error("the server does not answer"));
    call.send(form);
  });

  const size = (bytes) =>
    bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

  const add = async (files) => {
    files = [...files];
    if (!files.length) return;
    toggle(true);
    if (adding) return quoth.notice("The documents before these are still being read; add these after them.");
    if (files.length > limits.files)
      return refuse([`${files.length} files are too many at once: at most ${limits.files}. Add them in parts.`]);
    const refused = files.filter((file) => file.size > limits.file_bytes).map((file) =>
      `${file.name}: ${size(file.size)} is too large; at most ${size(limits.file_bytes)} a file.`);
    files = files.filter((file) => file.size <= limits.file_bytes);
    const request = (adding = quoth.uuid());
    const total = files.reduce((sum, file) => sum + file.size, 0);
    const paths = [];
    let before = 0;
    for (const file of files) {
      try {
        paths.push(await send(file, (loaded) => {
          const bar = document.createElement("progress");
          bar.max = total;
          bar.value = before + loaded;
          bar.setAttribute("aria-label", "Sending");
          const words = document.createElement("p");
          words.textContent = `Sending ${size(before + loaded)} of ${size(total)}`;
          byId("progress").replaceChildren(words, bar);
        }));
      } catch (error) {
        refused.push(`${file.name} was not sent: ${error.message}.`);
      }
      before += file.size;
    }
    if (!paths.length) {
      adding = null;
      return refuse(refused);
    }
    quoth.trigger("upload", { message: { request, paths, refused, token: quoth.token() } });
    quoth.watchServer(() => adding === request, () => { adding = null; refuse([quoth.GONE]); });
  };

  const receive = (reply) => {
    if (reply.request !== adding) return;
    if (reply.progress !== undefined) show(reply.progress);
    if (!reply.done && !reply.error) return;
    adding = null;
    if (reply.error) return refuse([reply.error]);
    if (reply.document_list) fill(reply.document_list);
    show(reply.outcome);
    if (reply.opened) quoth.reader.open(reply.opened);
  };

  const start = (element) => {
    element.addEventListener("change", (event) => {
      if (event.target.type === "file") {
        add(event.target.files);
        event.target.value = ""; // the same file can be chosen again
      } else if (event.target.type === "checkbox") choose(event.target.closest("li"));
    });
    element.addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      element.classList.add("dropping");
    });
    element.addEventListener("dragleave", (event) => {
      if (!element.contains(event.relatedTarget)) element.classList.remove("dropping");
    });
    element.addEventListener("drop", (event) => {
      event.preventDefault();
      element.classList.remove("dropping");
      add(event.dataTransfer.files);
    });
  };

  const limit = (given) => { limits = given; };

  return { start, toggle, isOpen, notAsked, fill, current, first, remove, receive, limit };
})();
