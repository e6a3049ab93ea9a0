/** A part of `npm run check`: checks the house rules, which no other tool checks. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './checkout/root.ts';
import { directNotifications } from './house-rules/direct-notifications.ts';
import { brokenHouseRules } from './house-rules/house-rules.ts';
import { literalTexts, showsTexts } from './house-rules/literal-texts.ts';
import { exportedTwice } from './house-rules/unique-exports.ts';
import { unpassedSentences } from './house-rules/unpassed-sentences.ts';
import { sourceFiles } from './layers/source-files.ts';

const texts = new Map(sourceFiles(root).map((file) => [file, readFileSync(join(root, file), 'utf8')]));
const problems = [
  ...[...texts].flatMap(([file, text]) => brokenHouseRules(file, text)),
  ...[...texts].flatMap(([file, text]) =>
    showsTexts(file) ? [...literalTexts(file, text), ...unpassedSentences(file, text)] : [],
  ),
  ...[...texts].flatMap(([file, text]) => directNotifications(file, text)),
  ...exportedTwice(texts),
];

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`house rules: ${texts.size} files, ${problems.length} broken\n`);
if (problems.length > 0 || texts.size === 0) process.exitCode = 1;
