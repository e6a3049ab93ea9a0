/**
 * The first `most` UTF-16 code units of a text, of which the last ones tell how much was left out. A text that fits stays
 * as it is. `most` has room for that mark: 64 or more.
 */
export function excerpt(text: string, most: number): string {
  if (text.length <= most) return text;
  // The number of characters left out is never longer than that of all characters.
  const room = most - mark(text.length).length;
  const end = isHighSurrogate(text.charCodeAt(room - 1)) ? room - 1 : room;
  return text.slice(0, end) + mark(text.length - end);
}

function mark(characters: number): string {
  return `… (${characters} more characters)`;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
