// Five taps on the logo within three seconds open a menu with which staff and tests make the app misbehave.
const TAPS = 5;
const WITHIN_MS = 3000;

const deeds = {
  hang: () => {
    for (;;);
  },
  crash: () => {
    selectorTooDeep();
    layoutTooDeep();
  },
  scroll: () => location.assign("scenes.html?scene=scroll"),
  back: () => {},
};

/** A selector nested this deep exhausts the stack of WebKit's parser: its web process dies for real. Chromium's only refuses it. */
function selectorTooDeep() {
  const depth = 20_000;
  try {
    document.querySelector(`${":is(".repeat(depth)}a${")".repeat(depth)}`);
  } catch {
    // Refused: the next way, then.
  }
}

/** Boxes nested this deep do the same to Chromium's layout; WebKit stops at 512. */
function layoutTooDeep() {
  const top = document.createElement("div");
  let inner = top;
  for (let depth = 0; depth < 8000; depth++) {
    inner = inner.appendChild(document.createElement("div"));
    inner.style.display = "flex";
  }
  document.body.replaceChildren(top);
  top.getBoundingClientRect();
}

/** Counts taps on the logo. */
export function watchLogo() {
  let taps = [];
  const menu = document.getElementById("staff");
  document.getElementById("logo").addEventListener("click", ({ timeStamp }) => {
    taps = [...taps.filter((tap) => timeStamp - tap < WITHIN_MS), timeStamp];
    if (taps.length < TAPS) return;
    taps = [];
    menu.showModal();
  });
  for (const button of menu.querySelectorAll("[data-staff]")) {
    button.addEventListener("click", () => {
      menu.close();
      // The menu is gone from the picture before the page stands still.
      requestAnimationFrame(() => setTimeout(deeds[button.dataset.staff], 50));
    });
  }
}
