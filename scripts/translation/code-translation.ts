import { differentParts } from './fixed-parts.ts';
import type { SourceText } from './source-texts.ts';

/** The translated texts; keys as in {@link SourceText.key}. */
export type Translation = Readonly<Record<string, string>>;

export interface ComparedTranslation {
  /** The texts in code that have no translation, each with its first position. */
  readonly missing: readonly SourceText[];
  /** Keys of the translation that no code uses. */
  readonly unused: readonly string[];
  /** Translations whose placeholders, links, icons or code differ from the original text, one line each. */
  readonly different: readonly string[];
}

/** Compares a translation with the texts of the code. An empty translation counts as missing. */
export function compareTranslation(
  texts: readonly SourceText[],
  translation: Translation,
): ComparedTranslation {
  const used = new Map<string, SourceText>();
  for (const text of texts) if (!used.has(text.key)) used.set(text.key, text);
  const missing: SourceText[] = [];
  const different: string[] = [];
  for (const text of used.values()) {
    const translated = Object.hasOwn(translation, text.key) ? translation[text.key] : undefined;
    if (translated === undefined || translated.trim() === '') missing.push(text);
    else {
      const difference = differentParts(text.message, translated);
      if (difference !== undefined) different.push(`"${text.key}": the translation ${difference}`);
    }
  }
  return { missing, different, unused: Object.keys(translation).filter((key) => !used.has(key)) };
}

/** Returns a translation sorted by key, with an empty text for each missing key, and without unused keys. */
export function completedTranslation(texts: readonly SourceText[], translation: Translation): Translation {
  const keys = [...new Set(texts.map(({ key }) => key))].sort();
  return Object.fromEntries(keys.map((key) => [key, translation[key] ?? '']));
}
