import { jobPath } from '../format/job-path.ts';
import { type Block, type BlockTree, entryBelow } from './block-tree.ts';
import { type JobBlocks, jobsIn, stepsWithin, textOfJob } from './job-blocks.ts';
import { rangeInLine, type TextRange } from './text-range.ts';
import { firstLine, writtenBelow, writtenText } from './written-text.ts';

/** An entry of the outline of a job file. */
export interface OutlineSymbol {
  readonly kind: 'job' | 'options' | 'option' | 'steps' | 'step' | 'handler';
  readonly name: string;
  /** The grey text behind the name; may be empty. */
  readonly detail: string;
  readonly range: TextRange;
  /** The part to select, within `range`. */
  readonly selection: TextRange;
  readonly children: readonly OutlineSymbol[];
}

/** Returns the outline of a job file: its jobs, their options and steps. */
export function outlineOf(tree: BlockTree): OutlineSymbol[] {
  return jobsIn(tree).map((job) => jobSymbol(tree, job));
}

function jobSymbol(tree: BlockTree, job: JobBlocks): OutlineSymbol {
  const named = job.entries.find(({ key }) => key === 'name');
  const name = named === undefined ? undefined : writtenText(named);
  return {
    kind: 'job',
    name: name === undefined || name.text === '' ? 'Unnamed job' : name.text,
    detail: textOfJob(job, 'group') ?? '',
    range: linesRange(tree, job.line, job.lastLine),
    selection: name?.range ?? rangeInLine(job.line, 0, 0),
    children: [...optionsSymbol(tree, job), ...stepsSymbol(tree, job)],
  };
}

function optionsSymbol(tree: BlockTree, { entries, options }: JobBlocks): OutlineSymbol[] {
  const entry = entries.find(({ key }) => key === 'options');
  if (entry === undefined || options.length === 0) return [];
  const children = options.map(({ block, name }): OutlineSymbol => {
    const range = linesRange(tree, block.line, block.lastLine);
    const isRequired = writtenBelow(block, 'required')?.text === 'true';
    return {
      kind: 'option',
      name: name.text,
      detail: isRequired ? 'required' : '',
      range,
      selection: name.range,
      children: [],
    };
  });
  return [{ ...listSymbol(tree, entry), kind: 'options', name: 'Options', children }];
}

function stepsSymbol(tree: BlockTree, { entries, steps }: JobBlocks): OutlineSymbol[] {
  const entry = entries.find(({ key }) => key === 'sequence');
  if (entry === undefined || steps.length === 0) return [];
  const children = steps.map((step, index) => stepSymbol(tree, step, `${index + 1}. `, 'step'));
  return [{ ...listSymbol(tree, entry), kind: 'steps', name: 'Steps', children }];
}

function listSymbol(tree: BlockTree, entry: Block): Omit<OutlineSymbol, 'kind' | 'name' | 'children'> {
  return { detail: '', range: linesRange(tree, entry.line, entry.lastLine), selection: entry.keyRange };
}

function stepSymbol(tree: BlockTree, step: Block, number: string, kind: 'step' | 'handler'): OutlineSymbol {
  let position = 0;
  const children = stepsWithin(step).map((inner) => {
    if (inner.role === 'handler') return stepSymbol(tree, inner.step, '', 'handler');
    position += 1;
    return stepSymbol(tree, inner.step, `${number.replace(' ', '')}${position}. `, 'step');
  });
  const { name, action } = stepName(tree, step);
  return {
    kind,
    name: kind === 'handler' ? `On error: ${name}` : `${number}${name}`,
    detail: action?.key ?? '',
    range: linesRange(tree, step.line, step.lastLine),
    selection: action?.keyRange ?? step.keyRange,
    children,
  };
}

const ACTIONS = ['exec', 'script', 'scriptfile', 'scripturl', 'jobref', 'conditionGroups', 'type'];
const LONGEST_NAME = 80;

/** Returns the description of a step, else the first line of its action, as in executions. */
function stepName(tree: BlockTree, step: Block): { name: string; action: Block | undefined } {
  const action = ACTIONS.map((key) => entryBelow(step, key)).find((entry) => entry !== undefined);
  const described = writtenBelow(step, 'description')?.text.trim() ?? '';
  const name = described === '' ? actionText(tree, action) : described;
  return { name: name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name, action };
}

function actionText({ lines }: BlockTree, action: Block | undefined): string {
  if (action === undefined) return 'Empty step';
  if (action.key === 'conditionGroups') return 'If';
  if (action.key !== 'jobref') return firstLine(action, lines) || action.key;
  const [group, name = '', uuid] = ['group', 'name', 'uuid'].map((key) => writtenBelow(action, key)?.text);
  return name === '' ? uuid || 'jobref' : jobPath({ group, name });
}

function linesRange({ lines }: BlockTree, line: number, lastLine: number): TextRange {
  return { start: { line, column: 0 }, end: { line: lastLine, column: lines[lastLine]?.length ?? 0 } };
}
