import type { Translation } from './code-translation.ts';
import { differentParts } from './fixed-parts.ts';

/** Fields of the manifest that contain a text, or a list of texts, that VS Code shows. */
const SHOWN_FIELDS: ReadonlySet<string> = new Set([
  'altText',
  'contents',
  'deprecationMessage',
  'description',
  'enumDescriptions',
  'enumItemLabels',
  'label',
  'markdownDeprecationMessage',
  'markdownDescription',
  'markdownEnumDescriptions',
  'name',
  'shortTitle',
  'title',
]);

/** The part of the manifest with texts. Fields such as `name` mean something else outside of it. */
const PARTS_WITH_TEXTS = ['contributes', 'capabilities'] as const;

/** Paths of fields that are named like shown texts but contain identifiers. */
const IDENTIFIER = /^contributes\.problemMatchers\.\d+\.name$/;

/** The name of the product is the same in all languages. */
const PRODUCT = 'Outrunner';

const KEY = /^%(.+)%$/;
const COMMAND_TITLE = /^command\..+\.title$/;

/** A text of the manifest. */
interface ShownText {
  /** Its path in the manifest, such as `contributes.commands.0.title`. */
  readonly path: string;
  readonly text: string;
}

/**
 * Returns the problems of the texts of the manifest, one line each: texts that are not keys, keys without a text in a
 * language, keys that nothing uses, and translations with other placeholders, links or icons.
 *
 * @param english the content of `package.nls.json`
 * @param translation the content of `package.nls.LANGUAGE.json`
 */
export function manifestProblems(
  manifest: Readonly<Record<string, unknown>>,
  english: Translation,
  translation: Translation,
): string[] {
  const shown = PARTS_WITH_TEXTS.flatMap((part) => shownTexts(manifest[part], part));
  const texts = [...shown, { path: 'description', text: String(manifest['description']) }];
  const literals = texts.filter(
    ({ path, text }) => !KEY.test(text) && text !== PRODUCT && !IDENTIFIER.test(path),
  );
  const used = new Set(keysIn(manifest));
  return [
    ...literals.map(({ path, text }) => `package.json: ${path} is a text, not a key: "${text}"`),
    ...languageProblems('package.nls.json', used, english),
    ...languageProblems('package.nls.de.json', used, translation),
    ...[...used].flatMap((key) => {
      const difference = differentParts(english[key] ?? '', translation[key] ?? '');
      return difference === undefined ? [] : [`package.nls.de.json: ${key} ${difference}`];
    }),
  ];
}

/**
 * Returns the titles of commands that code translates differently from the manifest, one line each: a button must have
 * the label of its command.
 *
 * @param code the translation of the texts in code
 */
export function titleProblems(english: Translation, translation: Translation, code: Translation): string[] {
  return Object.entries(english).flatMap(([key, title]) => {
    const inCode = code[title];
    const isSame = !COMMAND_TITLE.test(key) || !inCode || inCode === translation[key];
    return isSame ? [] : [`"${title}" is "${inCode}" in code, and "${translation[key]}" as ${key}`];
  });
}

function languageProblems(file: string, used: ReadonlySet<string>, texts: Translation): string[] {
  const missing = [...used].filter((key) => (texts[key] ?? '').trim() === '');
  const unused = Object.keys(texts).filter((key) => !used.has(key));
  return [
    ...missing.map((key) => `${file}: ${key} has no text`),
    ...unused.map((key) => `${file}: nothing uses ${key}`),
  ];
}

function shownTexts(value: unknown, path: string, isShown = false): ShownText[] {
  if (typeof value === 'string') return isShown ? [{ path, text: value }] : [];
  if (Array.isArray(value))
    return value.flatMap((item, index) => shownTexts(item, `${path}.${index}`, isShown));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, part]) =>
    shownTexts(part, `${path}.${field}`, SHOWN_FIELDS.has(field)),
  );
}

function keysIn(value: unknown): string[] {
  if (typeof value === 'string') return KEY.exec(value)?.slice(1) ?? [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(keysIn);
}
