import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundles } from '../build/bundles.ts';
import { root } from '../checkout/root.ts';
import { filesLoadedBy, importsOf } from '../layers/imports-of.ts';
import { checkedTranslation } from './project-translation.ts';

/** The bundle whose texts stay English: problems of jobs and descriptions of their keys. */
const ENGLISH = 'extension/jobs/checker/main.ts';
const TRANSLATIONS = ['extension/localization/translation.ts', 'webview-ui/ui/translation.ts'];

const importsIn = (file: string) => importsOf(file, readFileSync(join(root, file), 'utf8'));

/** Returns the modules that a file loads, directly and indirectly, by path or package name. */
function loadedFrom(entry: string): ReadonlySet<string> {
  const loaded = new Set([entry]);
  for (const file of loaded) {
    if (!file.endsWith('.ts')) continue;
    const imports = importsIn(file);
    for (const { target } of filesLoadedBy(file, imports)) loaded.add(target);
    for (const { specifier, typeOnly } of imports)
      if (!typeOnly && specifier !== undefined && !specifier.startsWith('.')) loaded.add(specifier);
  }
  return loaded;
}

describe('the German translation', () => {
  it('covers all texts of the code and of the manifest, and no others (list problems with: npm run l10n)', () => {
    assert.deepEqual(checkedTranslation(root), { missing: [], unused: [], different: [], problems: [] });
  });

  it('is loaded first by each program and page that shows texts', () => {
    const entries = bundles.filter(
      ({ entry, runsIn }) => entry !== ENGLISH && (runsIn === 'extension-host' || runsIn === 'browser'),
    );
    assert.ok(entries.length > 3);
    for (const { entry } of entries) {
      const [first] = filesLoadedBy(entry, importsIn(entry));
      assert.ok(TRANSLATIONS.includes(first?.target ?? ''), `${entry} loads ${first?.target} first`);
      assert.equal(importsIn(entry).find(({ typeOnly }) => !typeOnly)?.line, first?.line, entry);
    }
  });

  it('is not loaded by the bundle that checks jobs', () => {
    const loaded = loadedFrom(ENGLISH);
    assert.ok(loaded.size > 20);
    assert.equal(loaded.has('@vscode/l10n'), false);
  });
});
