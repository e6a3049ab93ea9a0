import type * as z from 'zod';
import { Job } from '../format/job.ts';
import type { JobOption } from '../format/job-option.ts';
import { entryAt, mapAt, scalar, withEntries } from '../source/source-map-edit.ts';
import {
  plainValue,
  type SourceEntry,
  type SourceList,
  type SourceMap,
  type SourcePath,
  type SourceValue,
} from '../source/source-value.ts';
import { Removal } from './removal.ts';
import { meantIssues, pathOf } from './schema-findings.ts';

/**
 * A job without the values that the format refuses, so that one error does not hide the problems in the rest. Used
 * for checks only: it is neither stored nor run.
 */
export interface ValidPart {
  readonly job: Job;
  /** The values of `job` with their positions. */
  readonly source: SourceMap;
  /** The whole job, including the refused values. */
  readonly written: SourceMap;
  /**
   * Returns whether no value at or below a path of `job` was removed, except below the keys in `except`. A check
   * that reports an absent value, or that relies on a default, must call this first.
   */
  isComplete(path: SourcePath, except?: readonly string[]): boolean;
  /** Converts a path of `job` to the path in `written`, where lists have more items. */
  writtenPath(path: SourcePath): SourcePath;
}

/** Returns a job that the format accepts as a whole. */
export function wholeJob(job: Job, source: SourceMap): ValidPart {
  return { job, source, written: source, isComplete: () => true, writtenPath: (path) => path };
}

/** Returns the complete options by name: those from which no value was removed. */
export function completeOptions({ job, isComplete }: ValidPart): ReadonlyMap<string, JobOption> {
  const complete = job.options.filter((_, index) => isComplete(['options', index]));
  return new Map(complete.map((option) => [option.name, option]));
}

/**
 * Maximum number of attempts. Each removes the values that the previous one made invalid, such as a map that lost a
 * required key.
 */
const MOST_ATTEMPTS = 20;

/**
 * Returns the part of a job that the format accepts. Removes each refused value alone if possible, otherwise with
 * the map or list item that contains it. Undefined if there is no such part.
 */
export function validPartOf(written: SourceMap, error: z.ZodError): ValidPart | undefined {
  const removal = new Removal();
  let source = withRequired(written);
  let { issues } = error;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const refused = issues.flatMap(meantIssues).map((issue) => existingPath(source, pathOf(issue)));
    for (const path of refused) if (path.length > 0) removal.add(removal.originalPath(path));
    const remaining = removal.applyTo(written);
    if (remaining?.kind !== 'map') return undefined;
    source = withRequired(remaining);
    const parsed = Job.safeParse(plainValue(source), { reportInput: true });
    if (parsed.success) {
      return {
        job: parsed.data,
        source,
        written,
        isComplete: (path, except = []) => removal.keeps(removal.originalPath(path), except),
        writtenPath: (path) => removal.originalPath(path),
      };
    }
    issues = parsed.error.issues;
  }
  return undefined;
}

/**
 * Returns the longest part of a path that leads to a value. A missing key is removed with the map that lacks the key.
 */
function existingPath(source: SourceValue, path: SourcePath): SourcePath {
  let value: SourceValue | undefined = source;
  for (const [depth, part] of path.entries()) {
    if (value.kind === 'scalar') return path.slice(0, depth);
    const below: SourceValue | undefined =
      value.kind === 'list' ? value.items[Number(part)] : entryAt(value, String(part))?.value;
    if (below === undefined) return path.slice(0, depth);
    value = below;
  }
  return path;
}

/** Adds a name and a step if the job has none. The added values cause no warnings. */
function withRequired(job: SourceMap): SourceMap {
  const { span } = job;
  const entry = (key: string, value: SourceValue): SourceEntry => ({ key, keySpan: span, value });
  const step: SourceMap = { kind: 'map', span, entries: [entry('exec', scalar('id', job))] };
  const steps: SourceList = { kind: 'list', span, items: [step] };
  const name = entryAt(job, 'name') ?? entry('name', scalar('job', job));
  const sequence: SourceMap = mapAt(job, 'sequence') ?? { kind: 'map', span, entries: [] };
  const commands = entryAt(sequence, 'commands');
  const isEmpty =
    commands === undefined || (commands.value.kind === 'list' && commands.value.items.length === 0);
  const filled = isEmpty ? withEntries(sequence, entry('commands', steps)) : sequence;
  return withEntries(job, name, entry('sequence', filled));
}
