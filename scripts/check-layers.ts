/** `npm run layers`: reports imports that the rules of the rooms forbid, and files and folders that load each other in a cycle. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderCycles } from './layers/folder-cycles.ts';
import { importCircles } from './layers/import-circles.ts';
import { importsOf } from './layers/imports-of.ts';
import { acyclicRooms } from './layers/rules.ts';
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
  ...folderCycles(imports, acyclicRooms).map(
    ({ folders, imports: links }) =>
      `folders load each other in a cycle: ${folders.join(' -> ')}\n${links.map((link) => `    ${link}`).join('\n')}`,
  ),
];

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`layers: ${imports.size} files, ${problems.length} violations\n`);
if (problems.length > 0 || imports.size === 0) process.exitCode = 1;
