/**
 * `npm run layers`: reports imports that the rules of the layers forbid, and cycles of files or folders that load each
 * other.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './checkout/root.ts';
import { fileCycles, folderCycles, type ImportCycle } from './layers/import-cycles.ts';
import { importsOf } from './layers/imports-of.ts';
import { sourceFiles } from './layers/source-files.ts';
import { violationsOf } from './layers/violations.ts';

const imports = new Map(
  sourceFiles(root).map((file) => [file, importsOf(file, readFileSync(join(root, file), 'utf8'))]),
);
const cycles = (of: string, found: readonly ImportCycle[]) =>
  found.map(
    ({ members, imports: links }) =>
      `${of} load each other in a cycle: ${members.join(' -> ')}\n${links.map((link) => `    ${link}`).join('\n')}`,
  );
const problems = [
  ...[...imports]
    .flatMap(([file, found]) => violationsOf(file, found))
    .map((v) => `${v.file}:${v.line}: ${v.message}`),
  ...cycles('files', fileCycles(imports)),
  ...cycles('folders', folderCycles(imports)),
];

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`layers: ${imports.size} files, ${problems.length} violations\n`);
if (problems.length > 0 || imports.size === 0) process.exitCode = 1;
