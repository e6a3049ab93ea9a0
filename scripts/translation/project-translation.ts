import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isTestCode, sourceFiles } from '../layers/source-files.ts';
import {
  type ComparedTranslation,
  compareTranslation,
  completedTranslation,
  type Translation,
} from './code-translation.ts';
import { manifestProblems, titleProblems } from './manifest-translation.ts';
import { type SourceTexts, sourceTexts } from './source-texts.ts';

/** The translation of the texts in code. VS Code loads it if the display language is German. */
export const GERMAN = 'l10n/bundle.l10n.de.json';

/** The layers whose texts are translated. */
const LAYERS = /^(?:extension|webview-ui)\//;

/** Returns whether the texts that a file passes to `l10n.t` are translated. */
export function isTranslated(file: string): boolean {
  return LAYERS.test(file) && !isTestCode(file);
}

export interface CheckedTranslation extends ComparedTranslation {
  /** Other problems, one line each. */
  readonly problems: readonly string[];
}

/** Checks the German texts of code and manifest. */
export function checkedTranslation(root: string): CheckedTranslation {
  const { texts, problems } = textsOfCode(root);
  const german = readJson<Translation>(root, GERMAN);
  const manifestEnglish = readJson<Translation>(root, 'package.nls.json');
  const manifestGerman = readJson<Translation>(root, 'package.nls.de.json');
  const keys = Object.keys(german);
  const isSorted = keys.join('\n') === [...keys].sort().join('\n');
  return {
    ...compareTranslation(texts, german),
    problems: [
      ...problems,
      // With sorted keys, git can merge the changes of several authors.
      ...(isSorted ? [] : [`${GERMAN}: sort its keys with npm run l10n -- --write`]),
      ...manifestProblems(readJson(root, 'package.json'), manifestEnglish, manifestGerman),
      ...titleProblems(manifestEnglish, manifestGerman, german),
    ],
  };
}

/** Adds an empty German translation for each new text in code, removes unused translations, and sorts by key. */
export function writeTranslation(root: string): void {
  const german = readJson<Translation>(root, GERMAN);
  const { texts } = textsOfCode(root);
  writeFileSync(join(root, GERMAN), `${JSON.stringify(completedTranslation(texts, german), null, 2)}\n`);
}

function readJson<T>(root: string, file: string): T {
  return JSON.parse(readFileSync(join(root, file), 'utf8')) as T;
}

function textsOfCode(root: string): SourceTexts {
  const files = sourceFiles(root).filter(isTranslated);
  const found = files.map((file) => sourceTexts(file, readFileSync(join(root, file), 'utf8')));
  return {
    texts: found.flatMap(({ texts }) => texts),
    problems: found.flatMap(({ problems }) => problems),
  };
}
