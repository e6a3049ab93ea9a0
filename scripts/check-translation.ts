/**
 * `npm run l10n`: lists the texts of the extension that have no German translation, and other problems of the
 * translation. With `--write`, first adds an empty translation for each new text in code, and removes unused
 * translations.
 */
import { root } from './checkout/root.ts';
import { checkedTranslation, GERMAN, writeTranslation } from './translation/project-translation.ts';

if (process.argv.includes('--write')) writeTranslation(root);
const { missing, unused, different, problems } = checkedTranslation(root);
const lines = [
  ...missing.map(
    ({ key, file, line }) => `${GERMAN}: add a text for ${JSON.stringify(key)} (${file}:${line})`,
  ),
  ...unused.map((key) => `${GERMAN}: nothing uses ${JSON.stringify(key)}`),
  ...different.map((difference) => `${GERMAN}: ${difference}`),
  ...problems,
];
for (const line of lines) process.stderr.write(`${line}\n`);
process.stdout.write(`translation: ${lines.length} problems\n`);
if (lines.length > 0) process.exitCode = 1;
