// What the pages do beyond links and forms: colours, times that go on, live updates, copying.
(() => {
  "use strict";
  const root = document.documentElement;
  const themes = [undefined, "light", "dark"];
  const stored = () => { try { return localStorage.getItem("ztp-theme") || undefined; } catch { return undefined; } };
  const wear = theme => {
    if (themes.includes(theme) && theme) root.dataset.theme = theme; else delete root.dataset.theme;
  };
  wear(stored());

  const length = s => s < 60 ? `${s} s` : s < 3600 ? `${Math.floor(s / 60)} min`
    : s < 172800 ? `${Math.floor(s / 3600)} h` : `${Math.floor(s / 86400)} d`;
  let skew = 0;
  /** Told by the server's clock, which may not be the reader's. */
  const ago = at => {
    const seconds = Math.trunc((Date.now() + skew - at) / 1000);
    if (Math.abs(seconds) < 5) return seconds < 0 ? "now" : "just now";
    return seconds < 0 ? `in ${length(-seconds)}` : `${length(seconds)} ago`;
  };
  /** Says every time anew; the exact one in the reader's own zone. */
  const tell = within => within.querySelectorAll("time[datetime]").forEach(time => {
    const at = new Date(time.dateTime);
    const words = ago(at);
    if (time.textContent !== words) time.textContent = words;
    time.title = at.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "long" });
  });

  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const flash = element => {
    if (!still.matches) element.animate([{ backgroundColor: "var(--flash)" }, {}], 2200);
  };

  /** Shows the end of an output as it grows, unless the reader has scrolled away from it. */
  const following = (output, change) => {
    const atEnd = output.scrollTop + output.clientHeight >= output.scrollHeight - 24;
    change();
    if (atEnd) output.scrollTop = output.scrollHeight;
  };

  const sameAttributes = (a, b) => a.attributes.length === b.attributes.length
    && [...a.attributes].every(({ name, value }) => b.getAttribute(name) === value);

  /** Makes `old` equal to `fresh` and touches only what differs: focus, selection and scrolling stay. */
  function patch(old, fresh, added) {
    if (old.nodeName === "DETAILS" && fresh.nodeName === "DETAILS") fresh.open = old.open;
    if (old.isEqualNode(fresh)) return old;
    if (old.nodeType === Node.TEXT_NODE && fresh.nodeType === Node.TEXT_NODE) {
      old.data = fresh.data;
      return old;
    }
    if (old.nodeName === "PRE" && old.id && old.id === fresh.id) {
      if (Number(old.dataset.to) < Number(fresh.dataset.to)) {
        following(old, () => { old.textContent = fresh.textContent; });
        old.dataset.to = fresh.dataset.to;
      }
      return old;
    }
    if (old.nodeName === "DIALOG" && old.open && fresh.nodeName === "DIALOG") return old;
    if (old.nodeName !== fresh.nodeName || !sameAttributes(old, fresh)) {
      old.replaceWith(fresh);
      if (fresh.nodeType === Node.ELEMENT_NODE) added.push(fresh);
      return fresh;
    }
    patchChildren(old, fresh, added);
    return old;
  }

  function patchChildren(old, fresh, added) {
    const known = new Map([...old.children].filter(child => child.id).map(child => [child.id, child]));
    let at = old.firstChild;
    for (const wanted of [...fresh.childNodes]) {
      let match = wanted.id ? known.get(wanted.id) : at && !at.id && at.nodeName === wanted.nodeName ? at : null;
      if (!match) {
        old.insertBefore(wanted, at);
        if (wanted.nodeType === Node.ELEMENT_NODE) added.push(wanted);
        continue;
      }
      if (match === at) at = at.nextSibling; else old.insertBefore(match, at);
      patch(match, wanted, added);
    }
    while (at) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  }

  /** htmx's swap style "patch"; an answer without the wanted part is another page, so the browser shall show it. */
  const definePatch = () => htmx.defineExtension("patch", {
    isInlineSwap: style => style === "patch",
    handleSwap(style, target, fragment) {
      if (style !== "patch") return false;
      const fresh = fragment.querySelector(`#${target.id}`);
      if (!fresh) {
        location.reload();
        return [];
      }
      tell(fresh);
      const focus = document.activeElement && document.activeElement.id;
      const added = [];
      patchChildren(target, fresh, added);
      target.querySelectorAll("tr[id]").forEach(row => {
        const state = row.querySelector(".state").textContent;
        if (live.refreshing && states.get(row.id) !== state) flash(row);
        states.set(row.id, state);
      });
      if (focus && document.activeElement === document.body) document.getElementById(focus)?.focus();
      return added.filter(element => element.isConnected);
    },
  });
  const states = new Map();

  /** One stream of events a page; however many come, the page is asked for anew at most twice a second. */
  const live = {
    sign: null, target: null, source: null, wanted: false, refreshing: false, timer: 0, last: 0,
    begin(sign) {
      this.sign = sign;
      this.target = document.querySelector("#devices, #device");
      this.open();
      document.addEventListener("visibilitychange", () => document.hidden ? this.close() : this.open());
      addEventListener("pagehide", () => this.close());
      setInterval(() => { if (!document.hidden) this.ask(); }, 30000);
    },
    open() {
      if (this.source) return;
      const source = this.source = new EventSource(this.sign.dataset.live);
      let before = this.opened;
      source.onopen = () => {
        this.say("yes", "Live");
        if (before) this.ask();
        this.opened = before = true;
      };
      source.onerror = () => {
        this.say("no", "Reconnecting…");
        if (source.readyState === EventSource.CLOSED && this.source === source) {
          this.source = null;
          setTimeout(() => { if (!document.hidden) { this.open(); this.ask(); } }, 5000);
        }
      };
      source.addEventListener("changed", () => this.ask());
      source.addEventListener("output", event => this.append(JSON.parse(event.data)));
    },
    close() {
      this.source?.close();
      this.source = null;
    },
    say(on, words) {
      this.sign.dataset.on = on;
      if (this.sign.textContent !== words) this.sign.textContent = words;
    },
    /** What happens while an answer is under way may not be in it: then it is asked for once more. */
    ask() {
      this.wanted = true;
      if (this.timer || this.refreshing) return;
      const wait = Math.max(0, this.last + 500 - performance.now());
      this.timer = setTimeout(() => this.refresh(), wait);
    },
    async refresh() {
      const id = `#${this.target.id}`;
      this.timer = 0;
      this.wanted = false;
      this.refreshing = true;
      try {
        await htmx.ajax("GET", location.href, { source: this.target, target: id, select: id, swap: "patch" });
      } finally {
        this.refreshing = false;
        this.last = performance.now();
        if (this.wanted) this.ask();
      }
    },
    /** A search may have been quicker than the refresh of the list before it. */
    late({ elt, path }) {
      const late = elt === this.target && path !== location.href;
      if (late) this.ask();
      return late;
    },
    append({ id, run, text }) {
      const output = document.getElementById(`output-${run}`);
      if (!output) return this.ask();
      if (Number(output.dataset.to) >= id) return undefined;
      following(output, () => output.append(text));
      output.dataset.to = id;
      return undefined;
    },
  };

  async function copy(button) {
    const text = button.parentElement.querySelector("pre").textContent;
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.body.appendChild(document.createElement("textarea"));
      area.value = text;
      area.select();
      done = document.execCommand("copy");
      area.remove();
      button.focus();
    }
    button.textContent = done ? "Copied" : "Press Ctrl+C";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  }

  const nameTheme = button => {
    const name = { light: "light", dark: "dark" }[root.dataset.theme] || "as the system";
    button.title = `Colours: ${name}`;
    button.setAttribute("aria-label", button.title);
  };

  function nextTheme(button) {
    const next = themes[(themes.indexOf(root.dataset.theme) + 1) % themes.length];
    wear(next);
    try { if (next) localStorage.setItem("ztp-theme", next); else localStorage.removeItem("ztp-theme"); } catch { /* only for now, then */ }
    nameTheme(button);
  }

  addEventListener("click", event => {
    const on = selector => event.target.closest(selector);
    const button = on("button");
    if (button?.matches("[data-copy]")) copy(button);
    else if (button?.matches("[data-theme-switch]")) nextTheme(button);
    else if (button?.matches("[data-open]")) document.getElementById(button.dataset.open).showModal();
    else if (button?.matches("[data-close]")) button.closest("dialog").close();
    else if (event.target.nodeName === "DIALOG") event.target.close();
    else if (on("tr[data-href]") && !on("a, button") && getSelection().isCollapsed) location.href = on("tr").dataset.href;
  });
  addEventListener("keydown", event => {
    const search = document.querySelector("[data-search]");
    if (event.key === "/" && search && !event.target.closest("input, textarea, dialog")) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  });
  addEventListener("storage", event => { if (event.key === "ztp-theme") wear(event.newValue || undefined); });
  addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-theme-switch]").forEach(nameTheme);
    const served = document.querySelector("[data-now]");
    if (served) skew = Date.parse(served.dataset.now) - Date.now();
    tell(document);
    setInterval(() => { if (!document.hidden) tell(document); }, 5000);
    document.querySelectorAll("tr[id] .state").forEach(state => states.set(state.closest("tr").id, state.textContent));
    document.querySelectorAll(".out").forEach(output => { output.scrollTop = output.scrollHeight; });
    definePatch();
    document.addEventListener("htmx:responseError", event => {
      if ([401, 403, 404].includes(event.detail.xhr.status)) location.reload();
    });
    document.addEventListener("htmx:beforeSwap", event => {
      if (live.late(event.detail.requestConfig)) event.detail.shouldSwap = false;
    });
    const sign = document.querySelector("[data-live]");
    if (sign) live.begin(sign);
  });
})();
