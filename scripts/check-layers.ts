/** `npm run layers`: which room imports what it may not, and which files load each other in a circle. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importCircles } from './layers/import-circles.ts';
import { importsOf } from './layers/imports-of.ts';
import { sourceFiles } from './layers/source-files.ts';
import { violationsOf } from './layers/violations.ts';
import { root } from './root.ts';

const imports = new Map(
  sourceFiles(root).map((file) => [file, importsOf(file, readFileSync(join(root, file), 'utf8'))]),
);
const problems = [
  ...[...imports]
    .flatMap(([file, found]) => violationsOf(file, found))
    .map((v) => `${v.file}:${v.line}: ${v.message}`),
  ...importCircles(imports).map((circle) => `files load each other in a circle: ${circle.join(' -> ')}`),
];

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`layers: ${imports.size} files, ${problems.length} violations\n`);
if (problems.length > 0 || imports.size === 0) process.exitCode = 1;
