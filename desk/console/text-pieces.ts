import { MAX_TEXT_UNITS } from "#protocol/input";

const NO_TEXT = /(?![\t\n])[\p{Cc}\p{Cs}]/gu;

/** A text as the kiosk takes it: lines end in \n, control characters and halves of characters are left out. */
export function cleanText(text: string): string {
  return text.replace(/\r\n?|[\p{Zl}\p{Zp}]/gu, "\n").replace(NO_TEXT, "");
}

/** Cuts a text into pieces of at most `most` UTF-16 code units; a character of two units stays whole. */
export function textPieces(text: string, most = MAX_TEXT_UNITS): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const isHalf = at + most < text.length && isHighSurrogate(text.charCodeAt(at + most - 1));
    const end = at + most - (isHalf ? 1 : 0);
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}
