/**
 * Cuts a text to at most `most` UTF-16 code units, which end with a marker that states how much was left out. Returns a
 * text within the limit unchanged. `most` must leave room for the marker: 64 or more.
 */
export function excerpt(text: string, most: number): string {
  if (text.length <= most) return text;
  // The length of the whole text has at least as many digits as the number of characters left out.
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
