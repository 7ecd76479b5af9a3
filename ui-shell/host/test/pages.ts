/** Test pages. Colours are looked for on the output. */
export const PANEL_COLOUR = "#204060";
/** The panel's while something of a customer is on it. */
export const PERSONAL_COLOUR = "#a08010";
export const BOX_COLOUR = "#602040";
export const APP_COLOUR = "#c0d8e8";
export const FACE_COLOUR = "#30c050";

const say = "const say = (body) => fetch('/said', { method: 'POST', body: JSON.stringify(body) });";

/** Blue as the panel, red as the box, with a hole for the face, which lies below the page, and a button that says when it was clicked. */
export const panelPage = `<!doctype html><meta charset=utf-8><title>Help</title>
<style>body{margin:0;font:28px sans-serif;color:#fff;background:${PANEL_COLOUR}} body.box{background:transparent}
#b{position:absolute;left:20px;top:250px;width:120px;height:60px} #face{position:absolute;left:20px;top:20px;z-index:-1} .box #face{box-shadow:0 0 0 999px ${BOX_COLOUR}}
button.s{position:absolute;z-index:1;top:250px;width:40px;height:60px} #hang{left:160px} #small{left:205px} #large{left:150px;top:20px!important} #drag{left:250px} #ask{left:300px} #personal{left:350px}</style>
<body><button id=b>Talk</button><button class=s id=hang>x</button><button class=s id=small>-</button><button class=s id=large>+</button><button class=s id=drag>::</button><button class=s id=ask>?</button><button class=s id=personal>me</button><div id=face></div><script>${say}
const host = (m) => webkit.messageHandlers.host.postMessage(m);
say({ token: window.alongside?.token, version: window.alongside?.version, keys: Object.keys(window).includes('alongside'), href: location.href });
hang.onclick = () => { say({ hung: true }); setTimeout(() => { for (;;); }, 100); };
small.onclick = () => host({ type: 'box-size', size: 'small' });
large.onclick = () => host({ type: 'grow' });
drag.onpointerdown = () => host({ type: 'drag' });
const painted = (question, isNeutral) => requestAnimationFrame(() => requestAnimationFrame(() => host({ type: 'painted', question, isNeutral })));
ask.onclick = () => { b.textContent = '7?'; painted(7, true); };
personal.onclick = () => { document.body.style.background = '${PERSONAL_COLOUR}'; painted(0, false); say({ personal: true }); wish(); };
async function wish() { if (await (await fetch('/wish')).text() !== 'neutral') return setTimeout(wish, 20); document.body.style.background = ''; painted(0, true); }
b.onclick = (e) => say({ click: e.detail, x: e.clientX, y: e.clientY });
function layout() { const small = innerWidth < 600; document.body.className = small ? 'box' : '';
  face.style.width = innerWidth - 40 + 'px'; face.style.height = innerWidth - 100 + 'px';
  host(small ? { type: 'face-rect', x: 20, y: 20, width: innerWidth - 40, height: innerWidth - 100 } : { type: 'face-rect', x: 0, y: 0, width: 0, height: 0 });
  say({ size: [innerWidth, innerHeight] }); }
addEventListener('resize', layout); layout();
</script>`;

/** An app with labels; it says each event that it gets. */
export const appPage = `<!doctype html><meta charset=utf-8><title>Clinic check-in</title>
<style>body{margin:0;background:${APP_COLOUR};font:32px sans-serif;height:3000px}#b{position:absolute;left:40px;top:560px;width:300px;height:80px}</style>
<main data-page="Your name"></main><button id=b>Next</button><script>${say}
for (const type of ['click', 'mousedown', 'mouseup', 'contextmenu', 'wheel', 'keydown'])
  addEventListener(type, (e) => say({ type, target: e.target.id ?? '', button: e.button, buttons: e.buttons, detail: e.detail, key: e.key, shift: e.shiftKey, dy: e.deltaY }), { passive: true });
b.onclick = () => { document.querySelector('main').dataset.page = 'Date\\u0007 of   birth'; };
addEventListener('keydown', (e) => { if (e.key === 'h') { document.title = 'Hung'; setTimeout(() => { for (;;); }, 400); } if (e.key === 'o') location.href = 'http://localhost:8099/elsewhere'; });
</script>`;
