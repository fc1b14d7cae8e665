/* The overview without a reload: a choice or a link fetches the page that it leads to and puts its parts
   in place. Addresses are those of the form and the links, so that everything works without this file. */
(() => {
  "use strict";

  const overview = document.querySelector(".hnd-overview");
  const status = document.getElementById("hnd-status");
  if (!overview || !status || !window.fetch || !window.URLSearchParams) return;

  const PARTS = ["hnd-edition", "hnd-filters", "hnd-selection", "hnd-list-part", "hnd-exactness"];
  let running = null;
  let shown = location.pathname + location.search;

  const form = () => document.getElementById("hnd-filters");

  /** Return the address that the form stands for, without its empty fields. */
  function addressOfForm() {
    const pairs = [...new FormData(form())].filter(([, value]) => value.trim() !== "");
    const query = new URLSearchParams(pairs).toString();
    return form().action + (query ? `?${query}` : "");
  }

  const replace = (old, fresh) => old && fresh && old.replaceWith(document.adoptNode(fresh));

  /** Put the parts of a fetched page in place; the focus goes to `focusId` or stays where it is. */
  function place(fetched, focusId) {
    const active = document.activeElement;
    const caret = active.id === "hnd-q" ? [active.selectionStart, active.selectionEnd] : null;
    const open = [...form().querySelectorAll("details[open]")].map((part) => part.id);
    for (const id of PARTS) replace(document.getElementById(id), fetched.getElementById(id));
    replace(document.querySelector(".hnd-languages"), fetched.querySelector(".hnd-languages"));
    for (const id of open) {
      const part = document.getElementById(id);
      if (part) part.open = true;
    }
    if (document.activeElement === active && active !== document.body && !focusId) return;
    const wanted = document.getElementById(focusId || active.id);
    (wanted || document.getElementById("hnd-results")).focus({ preventScroll: !focusId });
    if (caret && wanted?.id === "hnd-q") wanted.setSelectionRange(...caret);
  }

  /** Show the page of an address. `focusId` is what shall have the focus afterwards. */
  async function show(address, { push = true, focusId = "" } = {}) {
    running?.abort();
    running = new AbortController();
    overview.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: running.signal, headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const fetched = new DOMParser().parseFromString(await answer.text(), "text/html");
      const heading = fetched.getElementById("hnd-results");
      if (!heading) throw new Error("no results");
      const final = new URL(answer.url);
      final.hash = new URL(address, location.href).hash;
      if (push) history.pushState(null, "", final);
      shown = location.pathname + location.search;
      document.title = fetched.title;
      place(fetched, focusId);
      status.textContent = heading.textContent.trim();
      overview.removeAttribute("aria-busy");
    } catch (error) {
      if (error.name === "AbortError") return;
      status.textContent = form().dataset.failed;
      location.assign(address);
    }
  }

  document.addEventListener("change", (event) => {
    if (event.target.form !== form() || event.target.id === "hnd-q") return;
    show(addressOfForm());
  });

  document.addEventListener("submit", (event) => {
    if (event.target !== form()) return;
    event.preventDefault();
    show(addressOfForm(), { focusId: "hnd-results" });
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (!link.closest("#hnd-selection, #hnd-list-part, #hnd-edition") || link.target) return;
    const target = new URL(link.href);
    if (target.origin !== location.origin || target.pathname !== location.pathname) return;
    if (target.search === location.search && target.hash) return;
    event.preventDefault();
    show(link.href, { focusId: link.id || target.hash.slice(1) || "hnd-results" });
  });

  window.addEventListener("popstate", () => {
    if (location.pathname + location.search !== shown) show(location.href, { push: false });
  });
})();
