import type { Strings } from "./strings.en.ts";

export const de: Strings = {
  language: "de",
  buttons: {
    talk: "Mit jemandem sprechen",
    hide: "Bildschirm verbergen",
    show: "Bildschirm zeigen",
    end: "Beenden",
    cancel: "Abbrechen",
    close: "Schließen",
    open: "Hilfe holen",
    mute: "Ton aus",
    unmute: "Ton an",
    yes: "Ja",
    no: "Nein",
    shrink: "Kleiner machen",
    grow: "Größer machen",
    move: "Fenster verschieben",
    allow: "Erlauben",
    deny: "Jetzt nicht",
    here: "Ich bin noch da",
    stop: "Steuerung beenden",
  },
  home: {
    heading: "Wie können wir helfen?",
    nobody: "Gerade ist niemand am Hilfeplatz. Sie können hier auf die nächste freie Person warten.",
    someFree: (free) => (free === 1 ? "Eine Person hat jetzt Zeit für Sie." : `${free} Personen haben jetzt Zeit für Sie.`),
    allBusy: (online) =>
      online === 1
        ? "Eine Person ist da, spricht aber gerade mit jemandem."
        : `${online} Personen sind da, alle sind gerade in einem Gespräch.`,
  },
  seen: {
    before: "Die helfende Person sieht diesen Bildschirm. Sie können ihn jederzeit verbergen.",
    hiddenBefore: "Die helfende Person sieht diesen Bildschirm nicht. Sie können ihn jederzeit zeigen.",
  },
  offline: {
    heading: "Wir erreichen den Hilfeplatz nicht",
    lines: [
      "Dieser Bildschirm hat gerade keine Verbindung. Wir versuchen es weiter.",
      "Wenn es eilt, fragen Sie bitte jemanden in der Nähe. Ihre Eingaben bleiben erhalten.",
    ],
  },
  queued: {
    heading: "Sie sind in der Warteschlange",
    next: "Sie sind als Nächstes dran.",
    place: (place) => `Sie sind auf Platz ${place}.`,
    stay: "Sie können einfach hier bleiben. Wir melden uns auf diesem Bildschirm.",
    offered: "Gerade wird jemand für Sie gerufen.",
  },
  connecting: {
    heading: "Wir verbinden Sie…",
    named: (name) => `${name} kommt zu Ihnen`,
    line: "Gleich hören Sie eine Stimme. Sprechen Sie ganz normal.",
  },
  live: {
    heading: (name) => `Sie sprechen mit ${name}`,
    speak: "Sprechen Sie einfach. Man hört Sie.",
    muted: "Ihr Mikrofon ist aus. Man hört Sie nicht.",
    cannotHear: "Am anderen Ende ist gerade kein Mikrofon.",
    voiceOnly: "Nur Stimme",
    agent: "der helfenden Person",
    swipe: "Schließen Sie diese Seite, um weiterzumachen. Das Gespräch bleibt im kleinen Fenster.",
  },
  control: {
    granted: {
      touch: (name) => `${name} kann drücken`,
      type: (name) => `${name} kann schreiben`,
      both: (name) => `${name} kann drücken und schreiben`,
    },
    paused: "Ihr Finger hat den Bildschirm",
    agent: "Die helfende Person",
  },
  ask: {
    heading: {
      touch: (name) => `${name} möchte für Sie auf diesen Bildschirm drücken`,
      type: (name) => `${name} möchte für Sie schreiben`,
      both: (name) => `${name} möchte für Sie drücken und schreiben`,
    },
    line: "Sie können das jederzeit beenden; Ihr eigener Finger hat immer Vorrang.",
    may: { touch: "Drücken, wischen und vergrößern", type: "Wörter schreiben" },
    mayNot: { touch: "Nichts auf dem Bildschirm drücken", type: "Nichts schreiben" },
    remaining: (time) => `Lassen Sie sich Zeit. Ohne Antwort in ${time} bleibt alles, wie es ist.`,
  },
  stillThere: {
    heading: "Sind Sie noch da?",
    line: "Eine Weile hat niemand diesen Bildschirm berührt.",
    remaining: (time) => `Ohne eine Berührung in ${time} verbergen wir den Bildschirm und beenden das Gespräch.`,
  },
  soon: { seconds: (seconds) => `etwa ${seconds} Sekunden`, few: "wenigen Sekunden" },
  indicator: { live: "Ihr Bildschirm wird gesehen", hidden: "Ihr Bildschirm ist verborgen", off: "Ihr Bildschirm wird nicht gezeigt" },
  wrapup: {
    heading: "Das Gespräch ist beendet",
    line: "Niemand sieht oder hört Sie mehr.",
    question: "Hat das geholfen?",
    thanks: "Vielen Dank. Schön, dass es geklappt hat.",
    sorry: "Danke, dass Sie es uns sagen. Sie können jederzeit wieder mit jemandem sprechen.",
    screenClosed: "Ihre Seite ist so, wie Sie sie verlassen haben.",
  },
  lost: { heading: "Die Verbindung ist unterbrochen", line: "Wir rufen zurück. Bitte bleiben Sie einen Moment hier." },
  closed: {
    heading: "Der Hilfeplatz ist jetzt geschlossen",
    line: "Bitte kommen Sie später wieder, oder fragen Sie jemanden in der Nähe.",
  },
  moment: { heading: "Einen Moment…", line: "Wir sind gleich wieder da. Sie müssen nichts tun." },
  wait: {
    unknown: "Wir können noch nicht sagen, wie lange es dauert.",
    expected: (range) => `Wartezeit: ${range}.`,
    under15s: "weniger als 15 Sekunden",
    under1min: "weniger als eine Minute",
    about1min: "etwa 1 Minute",
    minutes: (low, high) => `${low} bis ${high} Minuten`,
    over30min: "mehr als 30 Minuten",
  },
  notices: {
    "desk-unreachable": { happened: "Wir erreichen den Hilfeplatz nicht.", next: "Wir versuchen es weiter. Sie können hier warten." },
    "no-agent": { happened: "Noch konnte niemand Ihren Anruf annehmen.", next: "Versuchen Sie es jetzt noch einmal oder etwas später." },
    "call-lost": { happened: "Die Verbindung ist abgebrochen.", next: "Berühren Sie „Mit jemandem sprechen“, um erneut anzurufen." },
    "agent-ended": { happened: "Das Gespräch wurde am anderen Ende beendet.", next: "Sie können jederzeit wieder anrufen." },
    ended: { happened: "Das Gespräch ist beendet.", next: "Sie können jederzeit wieder anrufen." },
    "not-trusted": {
      happened: "Wir konnten nicht sicher sein, wer geantwortet hat, und haben Sie deshalb nicht verbunden.",
      next: "Nichts wurde gezeigt oder gehört. Bitte versuchen Sie es noch einmal.",
    },
    "media-failed": {
      happened: "Bild und Ton sind nicht gestartet.",
      next: "Bitte versuchen Sie es noch einmal. Klappt es wieder nicht, fragen Sie jemanden in der Nähe.",
    },
    reconnecting: { happened: "Die Verbindung ist schwach.", next: "Wir rufen von selbst zurück. Bitte warten Sie einen Moment." },
    "sound-failed": {
      happened: "Der Ton dieses Geräts funktioniert nicht.",
      next: "Ihr Bildschirm kann trotzdem gesehen und Ihnen so geholfen werden.",
    },
    "control-ended": { happened: "Niemand sonst kann jetzt drücken oder schreiben.", next: "Alles liegt wieder in Ihrer Hand." },
    "left-alone": {
      happened: "Eine Weile hat niemand diesen Bildschirm berührt. Darum wurde das Gespräch beendet.",
      next: "Berühren Sie „Mit jemandem sprechen“, um wieder anzurufen.",
    },
  },
};
