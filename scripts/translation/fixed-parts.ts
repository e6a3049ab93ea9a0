/** Parts of a text that its translation must contain unchanged, the same number of times. */
const FIXED_PARTS: readonly RegExp[] = [
  // Placeholders: `{0}`, `{name}`.
  /\{\w+\}/g,
  // Targets of links, such as `command:outrunner.connect`.
  /\]\([^)]+\)/g,
  // Icons: `$(plug)`.
  /\$\([\w-]+\)/g,
  // Code: `` `http://` ``.
  /`[^`]+`/g,
  // An ellipsis at the end shows that a command asks for more.
  /…$/g,
];

export function placeholdersIn(text: string): string[] {
  return [...text.matchAll(/\{\w+\}/g)].map(([placeholder]) => placeholder);
}

/** Describes in words which fixed parts of a translation differ from those of the text; undefined if none do. */
export function differentParts(text: string, translation: string): string | undefined {
  const expected = fixedParts(text);
  const found = fixedParts(translation);
  const missing = without(expected, found);
  const added = without(found, expected);
  if (missing.length + added.length === 0) return undefined;
  return [
    ...(missing.length === 0 ? [] : [`lacks ${missing.join(' and ')}`]),
    ...(added.length === 0 ? [] : [`adds ${added.join(' and ')}`]),
  ].join(' and ');
}

function fixedParts(text: string): string[] {
  return FIXED_PARTS.flatMap((pattern) => [...text.matchAll(pattern)].map(([part]) => part));
}

/** Returns the parts of a list that another list does not contain, or contains less often. */
function without(parts: readonly string[], others: readonly string[]): string[] {
  const rest = [...others];
  return parts.filter((part) => {
    const index = rest.indexOf(part);
    if (index !== -1) rest.splice(index, 1);
    return index === -1;
  });
}
