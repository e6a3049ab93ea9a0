/**
 * Returns a text in which VS Code finds no link. In notifications and progress titles, it shows `[text](command:…)` as a
 * link that runs a command, and the text may come from a runner or from the name of a file.
 */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}
