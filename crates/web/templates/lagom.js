// Makes changes in place. Without it every page works by itself: it only saves the reload. It never sends
// anything that was not pressed, keeps nothing, and asks nobody but this site.
"use strict";

(() => {
  const parts = ["main", ".foot"];

  // What is unfolded stays unfolded.
  const unfolded = () =>
    [...document.querySelectorAll("details[open] > summary")].map((one) => one.textContent.trim());

  const unfold = (titles) => {
    for (const summary of document.querySelectorAll("details.group > summary, details.fold > summary")) {
      if (titles.includes(summary.textContent.trim()) || summary.parentElement.contains(document.activeElement)) {
        summary.parentElement.open = true;
      }
    }
  };

  const show = (html, address) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const titles = unfolded();
    const groups = [...document.querySelectorAll("details[id][open]")].map((one) => one.id);
    for (const part of parts) {
      const [there, here] = [page.querySelector(part), document.querySelector(part)];
      if (here && there) here.replaceWith(there);
      else if (here) here.remove();
    }
    document.documentElement.lang = page.documentElement.lang;
    document.documentElement.dir = page.documentElement.dir;
    document.title = page.title;
    const who = [page.querySelector(".top"), document.querySelector(".top")];
    if (who[0] && who[1]) who[1].replaceWith(who[0]);
    for (const id of groups) {
      const group = document.getElementById(id);
      if (group) group.open = true;
    }
    unfold(titles);
    history.replaceState(null, "", address);
    const said = document.querySelector(".done") || document.querySelector("h1");
    if (said) {
      said.tabIndex = -1;
      said.focus({ preventScroll: true });
      said.scrollIntoView({ block: "nearest" });
    }
  };

  const press = async (form, pressed) => {
    const data = new FormData(form, pressed);
    let answer;
    try {
      answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(data),
        credentials: "omit",
      });
    } catch {
      // No connection: as a page without this script would do it, so that the browser says what is wrong.
      if (pressed && pressed.name) {
        const field = document.createElement("input");
        Object.assign(field, { type: "hidden", name: pressed.name, value: pressed.value });
        form.append(field);
      }
      form.submit();
      return;
    }
    const kind = answer.headers.get("content-type") || "";
    if (kind.startsWith("text/html")) {
      const address = answer.redirected ? new URL(answer.url).pathname : location.href;
      show(await answer.text(), address);
    } else {
      location.reload();
    }
  };

  let pending = false;

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    // A file is the browser's to keep.
    if (event.defaultPrevented || form.method !== "post" || "plain" in form.dataset) return;
    event.preventDefault();
    // A second click means the first one.
    if (pending) return;
    pending = true;
    try {
      await press(form, event.submitter);
    } finally {
      pending = false;
    }
  });
})();
