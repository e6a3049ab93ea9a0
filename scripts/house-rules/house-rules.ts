import { basename } from 'node:path/posix';
import { hardToRead } from './plain-english.ts';

const LONGEST_FILE = 350;

/** Names that describe nothing in particular. */
const VAGUE_NAME = /^(utils?|helpers?|common|misc|shared)(\.test)?\.\w+$/;

/** Matches a promise of later work in a comment, which belongs in an issue. Outside comments, the words may be data. */
const PROMISE = new RegExp(
  `(?:^|\\s)(?://|/\\*|\\*|#|<!--).*\\b(?:${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].join('|')})\\b`,
);

const SUPPRESSION = new RegExp(`@ts-(${'ignore'}|${'nocheck'})|biome-${'ignore-all'}`);

/** Layers whose comments and test titles must be in plain English. */
const PLAIN_LAYERS: readonly string[] = [
  'support',
  'protocol',
  'job-language',
  'runner',
  'coordinator',
  'test',
  'extension',
  'cli',
  'bench',
  'demo',
  'webview-ui',
  'examples',
  'scripts',
];

/** Returns the broken house rules of a file, one line each. */
export function brokenHouseRules(file: string, text: string): string[] {
  const lines = text.split('\n');
  const length = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  const problems: string[] = [];
  if (length > LONGEST_FILE)
    problems.push(`${file}: ${length} lines, at most ${LONGEST_FILE}: one idea a file`);
  if (VAGUE_NAME.test(basename(file))) problems.push(`${file}: name it for the one idea it holds`);
  for (const [index, line] of lines.entries()) {
    const where = `${file}:${index + 1}`;
    if (PROMISE.test(line)) problems.push(`${where}: do it, or file an issue`);
    if (SUPPRESSION.test(line)) problems.push(`${where}: fix what the compiler or the linter reports`);
  }
  if (PLAIN_LAYERS.some((layer) => file.startsWith(`${layer}/`)))
    for (const { line, problem } of hardToRead(lines)) problems.push(`${file}:${line}: ${problem}`);
  return problems;
}
