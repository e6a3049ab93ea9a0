import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATALOGUE } from '../../protocol/errors/catalogue.ts';
import { root } from '../../scripts/checkout/root.ts';
import { isTestCode, sourceFiles } from '../../scripts/layers/source-files.ts';

/** The layers whose code is shipped. */
const SHIPPED = /^(?:support|protocol|job-language|coordinator|runner|extension|webview-ui|cli)\//;
/** The folders that declare the catalogue. */
const DECLARING = /^(?:support|protocol)\/errors\//;

/** Returns the string literals of the shipped code, except for the catalogue. */
function quotedTexts(): ReadonlySet<string> {
  const files = sourceFiles(root).filter(
    (file) => SHIPPED.test(file) && !DECLARING.test(file) && !isTestCode(file),
  );
  return new Set(
    files.flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/(['"`])([a-z][a-z0-9.-]*)\1/g)].map(
        ([, , text = '']) => text,
      ),
    ),
  );
}

describe('the error catalogue', () => {
  it('declares only codes that the shipped code uses', () => {
    const quoted = quotedTexts();
    assert.deepEqual(
      Object.keys(CATALOGUE).filter((code) => !quoted.has(code)),
      [],
    );
  });
});
