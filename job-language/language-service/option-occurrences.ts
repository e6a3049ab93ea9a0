import { environmentName } from '../expansion/environment.ts';
import { tokensIn } from '../expansion/expand-script.ts';
import { referencesIn, valueNameOf } from '../expansion/reference.ts';
import { tokensOf } from '../expansion/tokenise.ts';
import { allBlocks, type Block, type BlockTree, nearestEntry } from './block-tree.ts';
import { type JobBlocks, jobAt, jobsIn } from './job-blocks.ts';
import { isReferenceTo, jobOfReference, jobReferenceAt, jobReferencesIn } from './job-target.ts';
import { referenceForms } from './reference-forms.ts';
import { isAtRange, rangeInLine, type TextPosition, type TextRange } from './text-range.ts';
import { writtenBelow } from './written-text.ts';

/** An occurrence of an option's name in a job file. */
export interface OptionOccurrence {
  /** `variable`: the name of an environment variable. `name`: the unchanged name of the option. */
  readonly form: 'definition' | 'name' | 'variable';
  readonly option: string;
  /** The part of the variable after `RD_OPTION_` or `RD_FILE_`, or the name. */
  readonly range: TextRange;
}

/** Returns the occurrences of the option at a position, in the order of the text; empty if there is no option. */
export function occurrencesAt(tree: BlockTree, position: TextPosition): readonly OptionOccurrence[] {
  for (const job of jobsNear(tree, position)) {
    const all = occurrencesOf(tree, job);
    const here = all.find(({ range }) => isAtRange(range, position));
    if (here !== undefined) return all.filter(({ option }) => option === here.option);
  }
  return [];
}

/** Returns the job at a position, and the job of the same file that a reference at the position refers to. */
function jobsNear(tree: BlockTree, position: TextPosition): readonly JobBlocks[] {
  const reference = jobReferenceAt(tree, position);
  const referred = reference === undefined ? undefined : jobOfReference(tree, reference);
  return [jobAt(tree, position.line), referred].filter((job) => job !== undefined);
}

/** Returns the occurrences of a job's options in a file, in the order of the text. */
export function occurrencesOf(tree: BlockTree, job: JobBlocks): OptionOccurrence[] {
  const names = job.options.map(({ name }) => name.text);
  if (names.length === 0) return [];
  const found = [
    ...job.options.map(({ name: { text, range } }) => ({ form: 'definition' as const, option: text, range })),
    ...allBlocks(job.entries).flatMap((block) => referencesOf(tree, block, names)),
    ...argumentsFor(tree, job, names),
  ];
  return found.sort(
    (a, b) => a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column,
  );
}

function referencesOf({ lines }: BlockTree, block: Block, names: readonly string[]): OptionOccurrence[] {
  if (block.layout !== 'inline' && block.layout !== 'block-text') return [];
  const entry = nearestEntry(block);
  if (entry === undefined) return [];
  const { argument, token, variable, rule } = referenceForms(entry);
  const found: OptionOccurrence[] = [];
  const first = block.layout === 'inline' ? block.valueLine : block.line + 1;
  for (let line = first; line <= block.lastLine; line += 1) {
    const start = line === block.valueLine ? block.valueColumn : 0;
    const end = line === block.lastLine ? block.endColumn : undefined;
    const text = (lines[line] ?? '').slice(start, end);
    const named: Named[] = [
      ...(argument === undefined ? [] : namedBy(text, 'argument', names, argument === 'value')),
      ...(token === undefined ? [] : namedBy(text, 'script', names, false)),
      ...(variable === undefined ? [] : variablesIn(text, names)),
      ...(rule === undefined ? [] : conditionsIn(text, names)),
    ];
    for (const { form, option, at, length } of named)
      found.push({ form, option, range: rangeInLine(line, start + at, start + at + length) });
  }
  return found;
}

/** A name within a text. */
interface Named {
  readonly form: 'name' | 'variable';
  readonly option: string;
  readonly at: number;
  readonly length: number;
}

const FILE_SUFFIX = /\.(?:fileName|filename|sha)$/;
const VALUE_SUFFIX = /\.(?:value|label)$/;

function namedBy(
  text: string,
  form: 'argument' | 'script',
  names: readonly string[],
  needsSuffix: boolean,
): Named[] {
  const references = form === 'script' ? tokensIn(text) : referencesIn(text);
  return references.flatMap(({ start, expression }): Named[] => {
    const { group, key = '' } = valueNameOf(expression, form) ?? {};
    if (group !== 'option' && group !== 'file') return [];
    const suffix = group === 'file' ? FILE_SUFFIX : VALUE_SUFFIX;
    const bare = key.replace(suffix, '');
    if (needsSuffix && bare === key) return [];
    const option = !needsSuffix && (names.includes(key) || group === 'option') ? key : bare;
    if (!names.includes(option)) return [];
    const at = start + (form === 'script' ? 1 : 2) + expression.indexOf(`${group}.`) + group.length + 1;
    return [{ form: 'name', option, at, length: option.length }];
  });
}

function variablesIn(text: string, names: readonly string[]): Named[] {
  return Array.from(text.matchAll(/(?<![A-Za-z0-9_])RD_(OPTION|FILE)_([A-Z0-9_]+)/g)).flatMap(
    (match): Named[] => {
      const [, group = '', written = ''] = match;
      const bare = group === 'FILE' ? written.replace(/_(?:FILENAME|SHA)$/, '') : written;
      const option =
        names.find((name) => variablePart(name) === written) ??
        names.find((name) => variablePart(name) === bare);
      if (option === undefined) return [];
      return [
        { form: 'variable', option, at: match.index + 4 + group.length, length: variablePart(option).length },
      ];
    },
  );
}

/** Returns the part of an option's variable that depends on its name. */
export function variablePart(name: string): string {
  return environmentName('option', name).slice('RD_OPTION_'.length);
}

function conditionsIn(text: string, names: readonly string[]): Named[] {
  return Array.from(text.matchAll(/(?<=(?:if|unless):!?\s*)option\.([\w.-]+)/g)).flatMap((match): Named[] => {
    const option = match[1] ?? '';
    return names.includes(option)
      ? [{ form: 'name', option, at: match.index + 'option.'.length, length: option.length }]
      : [];
  });
}

/** Finds a job's options in the arguments of references to the job in the same file, such as `-where eu`. */
function argumentsFor(tree: BlockTree, job: JobBlocks, names: readonly string[]): OptionOccurrence[] {
  return jobsIn(tree)
    .flatMap(({ steps }) => jobReferencesIn(steps))
    .filter((reference) => isReferenceTo(reference, job))
    .flatMap((reference) => {
      const args = writtenBelow(reference, 'args');
      if (args === undefined) return [];
      const { line, column } = args.range.start;
      return tokensOf(args.text).flatMap(({ text, start, end }): OptionOccurrence[] => {
        const option = text.slice(1);
        if (!text.startsWith('-') || !names.includes(option)) return [];
        return [{ form: 'name', option, range: rangeInLine(line, column + start + 1, column + end) }];
      });
    });
}
