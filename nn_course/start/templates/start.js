// How far the learner is changes while they work in another tab. When this one is looked at again,
// the page is fetched once more, and what is marked as live is taken over from it: what the reader
// opened, and where they are, stays. Without JavaScript a reload does the same.
(() => {
  const ended = document.getElementById("ended");
  let fetching = false;

  async function refresh() {
    if (fetching || document.visibilityState !== "visible") return;
    fetching = true;
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      const text = answer.ok ? await answer.text() : "";
      const page = new DOMParser().parseFromString(text, "text/html");
      const live = page.querySelectorAll("[data-live]");
      ended.hidden = live.length > 0;
      for (const fresh of live) {
        const old = document.getElementById(fresh.id);
        if (old && old.innerHTML !== fresh.innerHTML) old.innerHTML = fresh.innerHTML;
      }
    } catch {
      ended.hidden = false;
    } finally {
      fetching = false;
    }
  }

  // JupyterLab goes to the cell that an address names only when the notebook is open already. So
  // wait for that in its tab, and name the cell again. It does not know yet how high the cells above
  // are: keep the cell in sight while they are drawn, until the reader takes over. Without
  // JavaScript the notebook opens at its top.
  const file = (link) => decodeURIComponent(link.pathname.split("/").pop());
  let waiting = 0; // for JupyterLab
  let keeping = 0; // a cell in sight

  function shown(tab, name) {
    const notebook = tab.document.querySelector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell");
    const current = tab.document.querySelector("#jp-main-dock-panel .lm-TabBar-tab.lm-mod-current");
    return notebook && current && current.textContent.includes(name);
  }

  function show(tab, link) {
    if (!link.hash) return;
    const selected = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell.jp-mod-selected";
    const named = () => tab.document.querySelector(`${selected}:not(.jp-mod-active)`);
    const before = named();
    tab.location.hash = "";
    tab.location.hash = link.hash;
    let left = 150;
    clearInterval(keeping);
    const mine = setInterval(() => {
      const cell = tab.closed ? null : named();
      if (cell && cell !== before) {
        cell.scrollIntoView({ block: "start" });
        left = Math.min(left, 15);
      }
      if (tab.closed || --left === 0) clearInterval(mine);
    }, 200);
    keeping = mine;
    for (const act of ["wheel", "pointerdown", "keydown"]) {
      const stop = () => clearInterval(mine);
      tab.document.addEventListener(act, stop, { capture: true, once: true });
    }
  }

  function open(event) {
    const link = event.target.closest("a[target]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const tab = window.open("", link.target);
    if (!tab) return; // not allowed: the browser follows the link by itself
    event.preventDefault();
    clearInterval(waiting);
    tab.focus();
    if (shown(tab, file(link))) return show(tab, link);
    tab.location.href = link.href;
    const until = Date.now() + 60000;
    waiting = setInterval(() => {
      if (tab.closed || Date.now() > until) return clearInterval(waiting);
      if (!shown(tab, file(link))) return;
      clearInterval(waiting);
      show(tab, link);
    }, 300);
  }

  document.addEventListener("click", open);
  document.addEventListener("visibilitychange", refresh);
  window.addEventListener("focus", refresh);
  window.addEventListener("pageshow", (event) => event.persisted && refresh());
})();
