import type { Health, PinnedFacts } from '../../protocol/entities/replica.ts';
import type { RunnerFilter, RunnerTerm } from './runner-filter.ts';

/** A runner, and one of its replicas if a replica is tested. */
export interface FilteredRunner {
  readonly name: string;
  readonly tags: readonly string[];
  readonly replica?: {
    /** Absent if nothing is known about its host. */
    readonly host?: PinnedFacts | undefined;
    /** Absent: the health is unknown, so a `health` term is undecided. */
    readonly health?: Health | undefined;
  };
}

/** Undefined: the result depends on a replica, or on its health, which is unknown. */
export type Truth = boolean | undefined;

/** Common names of operating systems, by the names that Node.js uses. */
const SYSTEMS: ReadonlyMap<string, string> = new Map([
  ['win32', 'windows'],
  ['darwin', 'macos'],
]);

/** Returns whether a filter, whose references are already expanded, matches a runner. */
export function matchesRunner(filter: RunnerFilter, runner: FilteredRunner): Truth {
  switch (filter.kind) {
    case 'term':
      return matchesTerm(filter, runner);
    case 'not': {
      const truth = matchesRunner(filter.part, runner);
      return truth === undefined ? undefined : !truth;
    }
    case 'and':
      return first(filter.parts, runner, false);
    case 'or':
      return first(filter.parts, runner, true);
  }
}

/** Combines results: `decides` if any part has this result; else undefined if one is unknown; else `!decides`. */
function first(parts: readonly RunnerFilter[], runner: FilteredRunner, decides: boolean): Truth {
  const truths = parts.map((part) => matchesRunner(part, runner));
  if (truths.includes(decides)) return decides;
  return truths.includes(undefined) ? undefined : !decides;
}

function matchesTerm({ attribute, negated, value }: RunnerTerm, runner: FilteredRunner): Truth {
  const texts = textsOf(attribute, runner);
  return texts === undefined ? undefined : texts.some((text) => fits(value, text)) !== negated;
}

/** Returns the values of an attribute; undefined if they are unknown. */
function textsOf(
  attribute: RunnerTerm['attribute'],
  { name, tags, replica }: FilteredRunner,
): readonly string[] | undefined {
  if (attribute === 'name') return [name];
  if (attribute === 'tag') return tags;
  if (replica === undefined) return undefined;
  const { host, health } = replica;
  if (attribute === 'health') return health === undefined ? undefined : [health];
  if (host === undefined) return undefined;
  switch (attribute) {
    case 'os':
      return [host.platform, SYSTEMS.get(host.platform) ?? host.platform];
    case 'arch':
      return [host.architecture];
    case 'host':
      return [host.hostname];
    case 'user':
      return [host.user];
    case 'version':
      return [host.programVersion];
    default:
      return [host.labels?.[attribute.slice('label.'.length)] ?? ''];
  }
}

/** Whether a text matches a pattern, in which `*` is any text. Case is ignored. */
export function fits(pattern: string, text: string): boolean {
  const [head = '', ...parts] = pattern.toLowerCase().split('*');
  const whole = text.toLowerCase();
  const tail = parts.pop();
  if (tail === undefined) return whole === head;
  if (!whole.startsWith(head) || !whole.endsWith(tail) || whole.length < head.length + tail.length)
    return false;
  let from = head.length;
  const end = whole.length - tail.length;
  for (const part of parts) {
    const at = whole.indexOf(part, from);
    if (at === -1 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}
