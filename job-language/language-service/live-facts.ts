import { explain } from '../../protocol/errors/outrunner-error.ts';
import type { NodeEntry } from '../../protocol/routes/shapes/node-shapes.ts';
import { whole } from '../../support/slices/sliced.ts';
import { TimeZone } from '../../support/time/time-zone.ts';
import { referencesIn } from '../expansion/reference.ts';
import { Schedule } from '../format/schedule.ts';
import { nodeOfEntry } from '../node-formats/node-entries.ts';
import { selectNodes } from '../nodes/select-nodes.ts';
import { fireTimesOf, jobSchedule } from '../schedules/job-schedule.ts';
import type { Block, BlockTree } from './block-tree.ts';
import { jobAt, textOfJob } from './job-blocks.ts';
import { type RunnerFact, runnersOfBlock } from './job-lenses.ts';
import { runnersText } from './runners-text.ts';
import type { TextPosition } from './text-range.ts';
import { blockAt } from './value-at.ts';
import { writtenBelow, writtenText } from './written-text.ts';

/** The state of the coordinator that a hover shows. */
export interface LiveFacts {
  readonly runners: readonly RunnerFact[];
  /** The nodes of the project; undefined: unknown. */
  readonly nodes: readonly NodeEntry[] | undefined;
  /** Epoch ms. */
  readonly now: number;
  /** The time zone of schedules without one. */
  readonly timeZone: string;
}

/** Maximum number of runners or nodes that are listed. */
const MOST_NAMES = 10;
const FIRE_TIMES = 5;

/** Whether the live facts at a position depend on the nodes of the project. */
export function showsNodesAt(tree: BlockTree, position: TextPosition): boolean {
  return partAt(tree, position)?.key === 'nodefilters';
}

/**
 * Returns the current facts about the part of a job at a position: the runners of its selector, the nodes of its
 * filter, or its next fire times. Undefined elsewhere.
 */
export function liveFactsAt(tree: BlockTree, position: TextPosition, facts: LiveFacts): string | undefined {
  const part = partAt(tree, position);
  switch (part?.key) {
    case 'runnerSelector':
      return runnerText(part, facts);
    case 'nodefilters':
      return nodeText(part, facts);
    case 'schedule':
      return scheduleText(part, jobTimeZone(tree, position) ?? facts.timeZone, facts.now);
    default:
      return undefined;
  }
}

/** Returns the top-level entry of a job that contains a position. */
function partAt(tree: BlockTree, position: TextPosition): Block | undefined {
  const entries = jobAt(tree, position.line)?.entries ?? [];
  let block = blockAt(tree, position);
  while (block !== undefined && !entries.includes(block)) block = block.parent;
  return block;
}

function runnerText(part: Block, { runners }: LiveFacts): string | undefined {
  const matching = runnersOfBlock(part, runners);
  if (matching === undefined) return undefined;
  const healthy = matching.filter(({ isHealthy }) => isHealthy);
  const names = matching.map(({ name, isHealthy }) => (isHealthy ? name : `${name} (not healthy)`));
  return listed(`Matches ${runnersText(matching.length, healthy.length)} now`, names);
}

function nodeText(part: Block, { nodes }: LiveFacts): string | undefined {
  const filter = writtenBelow(part, 'filter')?.text ?? '';
  const exclude = writtenBelow(part, 'filterExclude')?.text;
  if (nodes === undefined || filter === '' || referencesIn(filter + (exclude ?? '')).length > 0)
    return undefined;
  try {
    const names = whole(selectNodes(nodes.map(nodeOfEntry), { filter, exclude })).map(({ name }) => name);
    const count = `${names.length} of ${nodes.length} node${nodes.length === 1 ? '' : 's'}`;
    return listed(`Selects ${count} now`, names);
  } catch (error) {
    return explain(error);
  }
}

function scheduleText(part: Block, zoneName: string, now: number): string | undefined {
  const schedule = Schedule.safeParse(textsBelow(part)).data;
  const zone = TimeZone.find(zoneName);
  const stored = jobSchedule({ schedule });
  const fires = stored && zone && fireTimesOf(stored, zone);
  if (zone === undefined || fires === undefined) return undefined;
  const next = fires.list(now, Number.POSITIVE_INFINITY, FIRE_TIMES);
  if (next.length === 0) return 'The schedule never fires again.';
  return listed(
    `Fires next, in ${zoneName}`,
    next.map((instant) => wallText(instant, zone)),
  );
}

/** Returns the entries below a block as strings and maps of strings. */
function textsBelow({ children }: Block): Record<string, unknown> {
  return Object.fromEntries(
    children.map((child) => [
      child.key,
      child.children.length > 0 ? textsBelow(child) : writtenText(child)?.text,
    ]),
  );
}

function jobTimeZone(tree: BlockTree, { line }: TextPosition): string | undefined {
  const job = jobAt(tree, line);
  const written = job && textOfJob(job, 'timeZone')?.trim();
  return written === '' ? undefined : written;
}

/** Returns an instant in a time zone: `Mon 2026-12-07 03:30:00`. */
function wallText(instant: number, zone: TimeZone): string {
  const wall = new Date(zone.wallAt(instant));
  return `${wall.toUTCString().slice(0, 3)} ${wall.toISOString().slice(0, 19).replace('T', ' ')}`;
}

/** Returns a title and the first items as a Markdown list. The items are code, so that no name becomes Markdown. */
function listed(title: string, items: readonly string[]): string {
  if (items.length === 0) return `${title}.`;
  const rest = items.length - MOST_NAMES;
  const shown = items.slice(0, MOST_NAMES).map((item) => `- \`${item.replaceAll('`', "'")}\``);
  return [`${title}:`, '', ...shown, ...(rest > 0 ? [`- and ${rest} more`] : [])].join('\n');
}
