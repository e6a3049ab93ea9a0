import { closest } from '../../support/text/closest.ts';
import { STEP_FORMS } from '../format/step-forms.ts';
import { KNOWN_KEYS } from '../keys/known-keys.ts';
import { type Block, type BlockTree, entryBelow, itemsBelow, readBlocks } from './block-tree.ts';

/**
 * Returns the blocks of a YAML text that contains a job of the Rundeck format; undefined for any other text. Decides by
 * the content alone, and also recognises jobs with errors.
 */
export function blocksWithJobs(text: string): BlockTree | undefined {
  if (!SIGNS.test(text)) return undefined;
  const tree = readBlocks(text);
  return containsJobs(tree) ? tree : undefined;
}

const STEP_KEYS: readonly string[] = STEP_FORMS;

/**
 * Matches words of which every recognised job contains at least one. Excludes most other YAML before its blocks are
 * read.
 */
const SIGNS = new RegExp(
  `\\b(?:${[...STEP_KEYS, 'nodefilters', 'runnerSelector', 'loglevel', 'commands'].join('|')})\\b`,
);

function containsJobs({ roots }: BlockTree): boolean {
  const items = itemsOf(roots);
  const maps = items.length > 0 ? items.map(({ children }) => children) : [roots];
  return maps.some(isJob);
}

/** Returns whether a map is a job: it has a workflow, or a name and at least two keys that only jobs have. */
function isJob(entries: readonly Block[]): boolean {
  const keys = entries.map(({ key }) => key);
  // A Kubernetes resource may contain any keys.
  if (keys.includes('apiVersion') && keys.includes('kind')) return false;
  if (entries.some(isWorkflow)) return true;
  return keys.includes('name') && keys.filter((key) => JOB_KEYS.has(key)).length >= 2;
}

/** Keys at the top level of a job that no other widespread YAML format has there. */
const JOB_KEYS: ReadonlySet<string> = new Set(
  KNOWN_KEYS.filter(({ place, onlyInJobs }) => place === 'job' && onlyInJobs).map(({ key }) => key),
);

/** Returns whether an entry is `sequence` with `commands`. The keys may be misspelt if the steps are recognised. */
function isWorkflow(entry: Block): boolean {
  if (entry.key === 'sequence' && entryBelow(entry, 'commands') !== undefined) return true;
  if (!isMeant(entry.key, 'sequence')) return false;
  return entry.children.some((below) => isMeant(below.key, 'commands') && itemsBelow(below).some(isStep));
}

function isMeant(key: string, meant: string): boolean {
  return key === meant || closest(key, [meant]) !== undefined;
}

function isStep({ children }: Block): boolean {
  return children.some(({ key }) => STEP_KEYS.includes(key));
}

function itemsOf(roots: readonly Block[]): readonly Block[] {
  return roots.filter(({ kind }) => kind === 'item');
}
