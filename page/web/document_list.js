// The document list: the open document, the selected ones, and uploads.
"use strict";

quoth.documentList = (() => {
  const byId = (id) => document.getElementById(id);
  const rows = () => [...byId("documents").querySelectorAll("li[data-document]")];
  const checkbox = (row) => row.querySelector("input[type=checkbox]");
  const excluded = new Set(); // ids of the unselected documents

  let limits = { files: 20, file_bytes: 25e6 };
  let adding = null; // the pending request

  const isOpen = () => !byId("documents").hidden;
  const toggle = (wanted = !isOpen()) => {
    byId("documents").hidden = !wanted;
    byId("switch").setAttribute("aria-expanded", String(wanted));
  };

  // Excluded, not included: documents added later or not listed count as selected.
  const excludedIds = () => [...excluded];

  const count = () => {
    const all = Number(byId("documents").querySelector("ul").dataset.all);
    const selected = all - rows().filter((row) => !checkbox(row).checked).length;
    byId("count").textContent =
      all === 1 ? "1 document"
        : selected === all ? `${all.toLocaleString("en")} documents`
          : `${selected} of ${all} selected`;
    const line = byId("documents").querySelector(".selection");
    if (line)
      line.textContent = selected === 0 ? "No document is selected. Select at least one." : "";
  };

  const current = (id) => {
    for (const row of rows())
      if (row.dataset.document === id) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
  };

  // Replaces the list with the server's, preserving the selection.
  const fill = (html) => {
    const progress = byId("progress")?.innerHTML;
    const focused = byId("documents").contains(document.activeElement);
    const input = byId("documents").querySelector("input[type=file]");
    byId("documents").innerHTML = html;
    // Keep the input: a file dialog may be open, and its files go to the original element.
    if (input) byId("documents").querySelector("input[type=file]").replaceWith(input);
    for (const row of rows()) if (excluded.has(row.dataset.document)) checkbox(row).checked = false;
    if (progress) byId("progress").innerHTML = progress;
    if (focused) byId("documents").querySelector("input[type=file]").focus();
    count();
    const shown = document.querySelector("#pages .document:not([hidden])");
    if (shown) current(shown.dataset.document);
  };

  const select = (row) => {
    if (checkbox(row).checked) excluded.delete(row.dataset.document);
    else excluded.add(row.dataset.document);
    count();
  };

  const first = () => rows()[0]?.dataset.document;

  const remove = async (row) => {
    const id = row.dataset.document;
    const reply = await quoth.server.remove({ token: quoth.token(), document: id });
    if (!reply?.document_list)
      return quoth.notice(reply?.error ?? quoth.UNREACHABLE, { alarm: true });
    excluded.delete(id);
    const wasOpen = row.hasAttribute("aria-current");
    quoth.reader.drop(id);
    fill(reply.document_list);
    quoth.announce("Document removed.");
    byId("documents").querySelector("input[type=file]").focus();
    if (wasOpen) quoth.reader.open(first());
  };

  // ---- adding ----

  const show = (html) => { byId("progress").innerHTML = html; };
  const showErrors = (lines) => {
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

  const upload = (file, progress) => new Promise((done, failed) => {
    const form = new FormData();
    form.append("files", file);
    const call = new XMLHttpRequest();
    const { root, api_prefix: prefix = "/gradio_api" } = window.gradio_config;
    call.open("POST", `${root}${prefix}/upload`);
    call.upload.onprogress = (event) => progress(event.loaded);
    call.onload = () => {
      if (call.status === 200) done(JSON.parse(call.responseText)[0]);
      else if (call.status === 413) failed(new Error("it is too large"));
      else failed(new Error(`the server returned status ${call.status}`));
    };
    call.onerror = () => failed(new Error("the server is not responding"));
    call.send(form);
  });

  const size = (bytes) =>
    bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

  const add = async (files) => {
    files = [...files];
    if (!files.length) return;
    toggle(true);
    if (adding) return quoth.notice("Wait until the previous documents are added, then try again.");
    const { files: most, file_bytes: largest } = limits;
    if (files.length > most)
      return showErrors([`${files.length} files are too many: add at most ${most} at once.`]);
    const refused = files.filter((file) => file.size > largest).map((file) =>
      `${file.name}: ${size(file.size)} is too large; the limit is ${size(largest)} a file.`);
    files = files.filter((file) => file.size <= largest);
    const request = (adding = quoth.uuid());
    const total = files.reduce((sum, file) => sum + file.size, 0);
    const paths = [];
    let before = 0;
    for (const file of files) {
      try {
        paths.push(await upload(file, (loaded) => {
          const bar = document.createElement("progress");
          bar.max = total;
          bar.value = before + loaded;
          bar.setAttribute("aria-label", "Uploading");
          const words = document.createElement("p");
          words.textContent = `Uploading ${size(before + loaded)} of ${size(total)}`;
          byId("progress").replaceChildren(words, bar);
        }));
      } catch (error) {
        refused.push(`${file.name} was not uploaded: ${error.message}.`);
      }
      before += file.size;
    }
    if (!paths.length) {
      adding = null;
      return showErrors(refused);
    }
    quoth.trigger("upload", { message: { request, paths, refused, token: quoth.token() } });
    quoth.watchServer(() => adding === request, () => {
      adding = null;
      showErrors([quoth.UNREACHABLE]);
    });
  };

  const receive = (reply) => {
    if (reply.request !== adding) return;
    if (reply.progress !== undefined) show(reply.progress);
    if (!reply.done && !reply.error) return;
    adding = null;
    if (reply.error) return showErrors([reply.error]);
    if (reply.document_list) fill(reply.document_list);
    show(reply.outcome);
    if (reply.opened) quoth.reader.open(reply.opened);
  };

  const start = (element) => {
    element.addEventListener("change", (event) => {
      if (event.target.type === "file") {
        add(event.target.files);
        event.target.value = ""; // the same file can be chosen again
      } else if (event.target.type === "checkbox") select(event.target.closest("li"));
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

  const setLimits = (value) => { limits = value; };

  return { start, toggle, isOpen, excludedIds, fill, current, first, remove, receive, setLimits };
})();
