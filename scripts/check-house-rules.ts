/** `npm run check` runs this: what every file keeps to and no other tool checks. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './checkout/root.ts';
import { brokenHouseRules } from './house-rules/house-rules.ts';
import { sourceFiles } from './layers/source-files.ts';

const files = sourceFiles(root);
const problems = files.flatMap((file) => brokenHouseRules(file, readFileSync(join(root, file), 'utf8')));

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`house rules: ${files.length} files, ${problems.length} broken\n`);
if (problems.length > 0 || files.length === 0) process.exitCode = 1;
