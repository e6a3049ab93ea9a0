import { optionNameProblem } from '../format/option-name.ts';
import type { BlockTree } from './block-tree.ts';
import { jobsIn } from './job-blocks.ts';
import { type OptionOccurrence, occurrencesAt, variablePart } from './option-occurrences.ts';
import { isAtRange, type TextPosition, type TextRange } from './text-range.ts';

/** A replacement in a text. */
export interface TextChange {
  readonly range: TextRange;
  readonly text: string;
}

export type Renaming =
  | { readonly kind: 'changes'; readonly changes: readonly TextChange[] }
  /** A sentence with the error and the remedy. */
  | { readonly kind: 'problem'; readonly problem: string };

/** Returns the option whose name is at a position, where a rename can begin. Variables are renamed with the option. */
export function renamableAt(tree: BlockTree, position: TextPosition): OptionOccurrence | undefined {
  return occurrencesAt(tree, position).find(
    ({ form, range }) => form !== 'variable' && isAtRange(range, position),
  );
}

/** Returns the changes that rename the option at a position everywhere in its file. */
export function renameOption(tree: BlockTree, position: TextPosition, name: string): Renaming {
  const occurrences = occurrencesAt(tree, position);
  const definition = occurrences.find(({ form }) => form === 'definition');
  if (definition === undefined)
    return problem('There is no option here. Place the cursor on the name of an option.');
  if (optionNameProblem(name) !== undefined)
    return problem(`"${name}" cannot be the name of an option. Use letters, digits, "_", "." and "-".`);
  const { line } = definition.range.start;
  const job = jobsIn(tree).findLast((it) => it.line <= line);
  const others =
    job?.options.map((option) => option.name.text).filter((it) => it !== definition.option) ?? [];
  if (others.includes(name)) return problem(`The job already has an option "${name}". Choose another name.`);
  const variable = variablePart(name);
  const same = others.find((other) => variablePart(other) === variable);
  if (same !== undefined && occurrences.some(({ form }) => form === 'variable'))
    return problem(
      `The options "${name}" and "${same}" would share the variable RD_OPTION_${variable}. Choose another name.`,
    );
  const changes = occurrences.map(({ form, range }) => ({
    range,
    text: form === 'variable' ? variable : name,
  }));
  return { kind: 'changes', changes };
}

function problem(text: string): Renaming {
  return { kind: 'problem', problem: text };
}
