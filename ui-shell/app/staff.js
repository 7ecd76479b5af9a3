// Five taps on the logo within three seconds open a menu with which staff and tests make the app misbehave.
const TAPS = 5;
const WITHIN_MS = 3000;

const deeds = {
  hang: () => {
    for (;;);
  },
  crash: () => {
    // Boxes nested this deep exhaust the stack of the layout: the web process dies for real.
    const top = document.createElement("div");
    let inner = top;
    for (let depth = 0; depth < 8000; depth++) {
      inner = inner.appendChild(document.createElement("div"));
      inner.style.display = "flex";
    }
    document.body.replaceChildren(top);
    top.getBoundingClientRect();
  },
  scroll: () => location.assign("scenes.html?scene=scroll"),
  back: () => {},
};

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
