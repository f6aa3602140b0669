// Looks every second whether the page has changed, and puts in what has: a comment appears while one looks on. Without
// this script everything works as well, and one reloads.

const PERIOD = 1000;
const PATIENCE = 5000;

document.documentElement.classList.add("scripted");
bringBackTyped();
sendChoicesAtOnce();
markLines();
let version = document.documentElement.dataset.version;
if (version) setTimeout(look, PERIOD);

async function look() {
  if (!document.hidden) {
    try {
      const headers = version ? { "if-none-match": `"${version}"` } : {};
      const address = location.pathname + location.search;
      const answer = await fetch(address, { headers, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      if (answer.status === 200) put(new DOMParser().parseFromString(await answer.text(), "text/html"));
      lost(false);
    } catch {
      lost(true);
    }
  }
  setTimeout(look, PERIOD);
}

function put(fresh) {
  version = fresh.documentElement.dataset.version;
  const known = new Set([...document.querySelectorAll("[data-live] [id]")].map(({ id }) => id));
  const focused = document.activeElement;
  for (const part of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(part.id);
    if (!now || now.innerHTML === part.innerHTML) continue;
    // A form that is being filled in stays as it is.
    if (part.contains(focused) && focused.matches("input, textarea, select")) continue;
    const back = part.contains(focused) ? addressOf(focused) : undefined;
    part.innerHTML = now.innerHTML;
    if (back) part.querySelector(back)?.focus();
    for (const one of part.querySelectorAll("[id]")) if (!known.has(one.id)) arrive(one);
  }
}

function arrive(element) {
  element.classList.add("new");
  const says = element.dataset.says;
  const status = document.getElementById("status");
  if (says && status) status.textContent = says;
}

function addressOf(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const href = element.getAttribute("href");
  return href === null ? undefined : `a[href="${CSS.escape(href)}"]`;
}

function lost(isLost) {
  const note = document.getElementById("lost");
  if (note) note.hidden = !isLost;
}

/** A choice needs no button; what was typed outlives it. */
function sendChoicesAtOnce() {
  document.addEventListener("change", ({ target }) => {
    const form = target.closest("form[data-at-once]");
    if (!form) return;
    const typed = document.querySelector("textarea[data-keep]")?.value;
    if (typed) sessionStorage.setItem(location.pathname, typed);
    form.submit();
  });
}

function bringBackTyped() {
  const field = document.querySelector("textarea[data-keep]");
  const typed = sessionStorage.getItem(location.pathname);
  if (field && typed) field.value = typed;
  sessionStorage.removeItem(location.pathname);
}

/** An address that ends in #L3-L7 means all of these lines. */
function markLines() {
  const [, from, to] = /^#L(\d+)-L(\d+)$/.exec(location.hash) ?? [];
  if (!from) return;
  for (let line = Number(from); line <= Number(to); line += 1) {
    document.getElementById(`L${line}`)?.classList.add("on");
  }
  document.getElementById(`L${from}`)?.scrollIntoView({ block: "center" });
}
