import * as l10n from '@vscode/l10n';

/** Returns the tag of the language that texts are in, for numbers and relative times in them. */
export function displayLanguage(): string {
  return l10n.t({ message: 'en', args: [], comment: 'Language tag of the translation: de for German' });
}

/** Formats a number with thousands separators: `12,345`. */
export function numberText(number: number): string {
  return number.toLocaleString(displayLanguage());
}
