// The hands of the tool: keys, marks, and what the server answers put in its place.

const told = document.getElementById("told");
const keys = document.getElementById("keys");
const main = document.querySelector("main");
const LETTERS = new Set([...document.querySelectorAll("[data-key]")].map((b) => b.dataset.key));
let busy = Promise.resolve();
let last = null; // the last correction of one block, which "+" applies to all lines like it

function tell(text, more = []) {
  told.replaceChildren(text, ...more);
  clearTimeout(tell.timer);
  if (text) tell.timer = setTimeout(() => told.replaceChildren(), 9000);
}

async function post(act) {
  const answer = await fetch("/act", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(act),
  });
  if (!answer.ok) throw new Error(answer.status === 403 ? "The server was started anew: open the address it shows." : `It did not work (${answer.status}).`);
  return answer.json();
}

// One act after the other, in the order of the keys; what fails is told and changes nothing.
function act(given, after) {
  busy = busy.then(async () => {
    try {
      const said = await post(given);
      await after(said);
    } catch (error) {
      tell(error instanceof TypeError ? "The server does not answer: nothing was saved." : error.message);
    }
  });
  return busy;
}

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

function offerAlike(given, said) {
  const button = document.querySelector('[data-do="alike"]');
  last = said.alike > 1 && given.places.length === 1 ? given : null;
  if (button) button.disabled = last === null;
  if (!last) return [];
  const key = document.createElement("kbd");
  key.textContent = "+";
  return [" ", key, ` applies it to all ${said.alike.toLocaleString("en")} identical lines of this site.`];
}

// ---- More of a list or of a record, when its end comes into sight.

const watcher = new IntersectionObserver((seen) => {
  for (const one of seen) if (one.isIntersecting) loadMore(one.target);
}, { rootMargin: "1500px" });

async function loadMore(link) {
  watcher.unobserve(link);
  const holder = link.closest("tbody, li");
  const answer = await fetch(link.href);
  if (!answer.ok) return;
  const table = holder.tagName === "TBODY";
  const html = await answer.text();
  const came = table ? fragment(`<table>${html}</table>`).firstChild : fragment(html);
  holder.replaceWith(...(table ? [...came.children] : [...came.children]));
  watchMore();
}

function watchMore() {
  for (const link of document.querySelectorAll("[data-more]")) watcher.observe(link);
}

// ---- The list.

function startList() {
  for (const select of document.querySelectorAll(".filters select")) select.addEventListener("change", () => select.form.requestSubmit());
  const progress = document.getElementById("progress");
  if (progress.dataset.done === "0") setTimeout(look, 700, progress);
}

async function look(progress) {
  let now;
  try {
    now = await (await fetch(`/progress${location.search}`)).json();
  } catch {
    return;
  }
  const n = now.records.toLocaleString("en");
  progress.textContent = now.error ? `Stopped: ${now.error}` : now.done ? `${n} records` : `judging: ${n} records so far`;
  const changed = Number(progress.dataset.records) !== now.records;
  progress.dataset.records = now.records;
  if (changed) await refresh(now);
  if (!now.done) setTimeout(look, 1000, progress);
}

// Rows come in by their doubt: the top of the list is drawn anew as long as nobody has moved in it.
async function refresh(now) {
  const scroll = document.querySelector(".scroll");
  const count = document.getElementById("count");
  count.textContent = count.textContent.replace(/^[\d,]+ records?/, `${now.found.toLocaleString("en")} record${now.found === 1 ? "" : "s"}`);
  if (scroll.scrollTop > 0 || rowAt >= 0) return;
  const answer = await fetch(`/rows${location.search}`);
  if (!answer.ok) return;
  const table = scroll.querySelector("table");
  const came = fragment(`<table>${await answer.text()}</table>`).firstChild;
  for (const body of table.querySelectorAll("tbody")) body.remove();
  table.append(...came.children);
  if (now.found) document.querySelector("main > .empty")?.remove();
  watchMore();
}

let rowAt = -1;

function moveRow(by) {
  const rows = [...document.querySelectorAll(".records tbody:not(.more) tr")];
  if (!rows.length) return;
  rows[rowAt]?.classList.remove("at");
  rowAt = Math.min(rows.length - 1, Math.max(0, rowAt + by));
  rows[rowAt].classList.add("at");
  rows[rowAt].querySelector("a").focus();
}

// ---- A record: a block to begin a range at, one where it ends, and what lies between is marked.

const list = document.querySelector(".blocks ol");
const frame = document.querySelector(".beside iframe");
let from = 0;
let at = 0;
let marked = false;
let follows = 0;
const pane = document.querySelector(".blocks");
let ledTo = 0; // how far a key scrolled the blocks: the page is where that key leads already
let framed = frame?.getAttribute("src"); // the frame's address, another one after each correction

const place = (n) => document.getElementById(`b${n}`);

function show(extend, scroll = true) {
  const item = place(at);
  if (!item) return;
  if (!extend) from = at;
  const [first, end] = from < at ? [from, at] : [at, from];
  for (const old of list.querySelectorAll('[aria-selected="true"], .at')) {
    old.setAttribute("aria-selected", "false");
    old.classList.remove("at");
  }
  for (let n = first; n <= end; n++) place(n)?.setAttribute("aria-selected", String(marked));
  item.classList.add("at");
  list.setAttribute("aria-activedescendant", item.id);
  if (scroll) {
    item.scrollIntoView({ block: "nearest" });
    ledTo = pane?.scrollTop;
  }
  follow(at);
}

// The frame can be told where to look, and nothing else: what is in it has no origin and no script.
function follow(n) {
  if (!frame || n === follows) return;
  follows = n;
  frame.contentWindow.location.replace(`${framed}#b${n}`);
}

function chosen() {
  const [first, end] = from < at ? [from, at] : [at, from];
  return Array.from({ length: end - first + 1 }, (_, i) => first + i);
}

function put(blocks) {
  for (const [n, html] of Object.entries(blocks)) {
    const old = place(n);
    if (!old) continue;
    const item = fragment(html).firstElementChild;
    if (old.textContent !== item.textContent) item.classList.add("changed");
    old.replaceWith(item);
  }
  show(true, false);
}

function say(act_, everywhere = false) {
  const given = everywhere ? { ...last, everywhere } : { do: "say", record: main.dataset.record, places: chosen(), ...act_ };
  const step = !everywhere && given.places.length === 1;
  act(given, (said) => {
    put(said.blocks);
    tell(said.message, offerAlike(given, said));
    if (frame && Object.keys(said.blocks).length) renewFrame();
  });
  if (step && place(at + 1)) {
    at += 1;
    show(false);
  }
}

let renewal;
function renewFrame() {
  clearTimeout(renewal);
  renewal = setTimeout(() => {
    follows = at;
    framed = `/record/${main.dataset.record}/page?now=${Date.now()}`;
    frame.contentWindow.location.replace(`${framed}#b${at}`);
  }, 400);
}

function go() {
  if (main.dataset.after) location.assign(main.dataset.after);
  else tell("This is the last record of the list.");
}

const RECORD = {
  letter: (key) => say({ key }),
  agree: () => say({}),
  alike: () => last && say({}, true),
  undo: () => act({ do: "undo", record: main.dataset.record }, (said) => { put(said.blocks); tell(said.message); if (frame) renewFrame(); }),
  next: go,
  agreeAll: () => act({ do: "see", record: main.dataset.record }, go),
  move: (by, extend) => {
    marked = true;
    at = Math.max(0, place(at + by) ? at + by : at);
    show(extend);
  },
  none: () => { marked = false; from = at; show(false); },
};

function startRecord() {
  list.addEventListener("click", (event) => {
    const item = event.target.closest("li[data-place]");
    if (!item || String(getSelection()).trim()) return;
    marked = true;
    at = Number(item.dataset.place);
    show(event.shiftKey);
  });
  list.addEventListener("mousedown", (event) => { if (event.shiftKey) event.preventDefault(); });
  // As the blocks are scrolled, so is the page: to the block at the top.
  let waits = false;
  pane.addEventListener("scroll", () => {
    if (waits || pane.scrollTop === ledTo) return;
    waits = true;
    requestAnimationFrame(() => {
      waits = false;
      const box = pane.getBoundingClientRect();
      const item = document.elementFromPoint(box.left + 60, box.top + 40)?.closest("li[data-place]");
      if (item) follow(Number(item.dataset.place));
    });
  }, { passive: true });
  document.querySelector(".differences")?.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#b"]');
    if (!link) return;
    at = Number(link.hash.slice(2));
    marked = true;
    show(false);
  });
  const wanted = /^#b(\d+)$/.exec(location.hash);
  if (wanted && place(wanted[1])) {
    at = Number(wanted[1]);
    marked = true;
    show(false);
  } else {
    place(0)?.classList.add("at");
  }
  list.focus({ preventScroll: true });
}

// ---- The queue.

const task = () => document.querySelector(".passage");

async function nextTask() {
  const answer = await fetch("/queue/next");
  if (answer.ok) document.getElementById("task").replaceChildren(fragment(await answer.text()));
}

const QUEUE = {
  letter: (key) => ask({ do: "say", key }),
  agree: () => ask({ do: "say" }),
  undo: () => act({ do: "undo" }, async (said) => { await nextTask(); tell(said.message); }),
  next: () => ask({ do: "skip" }),
  alike: () => last && act({ ...last, everywhere: true }, async (said) => { await nextTask(); tell(said.message, offerAlike(last, { alike: 0 })); }),
};

// Which passage is meant is found out when its turn comes: keys may come faster than answers.
function ask(given) {
  busy = busy.then(async () => {
    const passage = task();
    if (!passage) return;
    const whole = { ...given, record: passage.dataset.record, places: [Number(passage.dataset.place)] };
    try {
      const said = await post(whole);
      await nextTask();
      tell(said.message, given.do === "say" ? offerAlike(whole, said) : []);
    } catch (error) {
      tell(error instanceof TypeError ? "The server does not answer: nothing was saved." : error.message);
    }
  });
}

// ---- Keys.

const view = document.body.classList.contains("queue") ? QUEUE : list ? RECORD : {};

function help() {
  if (keys.open) keys.close();
  else keys.showModal();
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.target.closest("input, select, textarea")) return false;
  if (event.key === "?") return help(), true;
  if (keys.open) return false;
  if (event.key === "/") {
    const search = document.querySelector('input[type="search"]');
    if (search) search.focus();
    else location.assign("/");
    return true;
  }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const by = event.key === "ArrowDown" ? 1 : -1;
    if (view.move) return view.move(by, event.shiftKey), true;
    if (document.body.classList.contains("list")) return moveRow(by), true;
    return false;
  }
  if (event.key === "Enter") {
    if (event.target.closest("a[href], button")) return false;
    if (event.shiftKey && view.agreeAll) return view.agreeAll(), true;
    return view.agree ? (view.agree(), true) : false;
  }
  const acts = { u: "undo", n: "next", "+": "alike", Escape: "none" };
  const name = acts[event.key];
  if (name === "next" && !view.next && main?.dataset.after) return go(), true;
  if (name && view[name]) return view[name](), true;
  if (LETTERS.has(event.key) && view.letter) return view.letter(event.key), true;
  return false;
}

document.addEventListener("keydown", (event) => {
  if (press(event)) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do], button[data-key]");
  if (!button) return;
  if (button.dataset.do === "help") return help();
  if (button.dataset.key) view.letter?.(button.dataset.key);
  else view[button.dataset.do]?.();
});
if (document.body.classList.contains("list")) startList();
if (list) startRecord();
watchMore();
