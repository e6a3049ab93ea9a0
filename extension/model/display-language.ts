import * as l10n from '@vscode/l10n';

/** Returns the tag of the language in which texts are shown, to format numbers and relative times. */
export function displayLanguage(): string {
  return l10n.t({ message: 'en', args: [], comment: 'Language tag of the translation: de for German' });
}

/**
 * Returns the locale for dates and times in translated texts. Undefined in English: the locale of the system decides,
 * because its users are in many countries.
 */
export function dateLocale(): string | undefined {
  const language = displayLanguage();
  return language === 'en' ? undefined : language;
}

/** Formats a number with thousands separators: `12,345`. */
export function numberText(number: number): string {
  return number.toLocaleString(displayLanguage());
}
