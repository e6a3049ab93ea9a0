import { join } from 'node:path';
import type { JobText } from '../../e2e/harness/jobs.ts';

/** The lines that a step prints on one node, each once and in order. */
export interface Printed {
  /** Context of the step, such as `2/1`. */
  readonly step: string;
  /** The node; absent if the step runs on no node. */
  readonly node?: string;
  readonly lines: readonly string[];
}

/** The expected result of one attempt at the job without faults. */
export interface Course {
  readonly status: string;
  readonly printed: readonly Printed[];
}

/** A workflow that is started once, and its expected result without faults. */
export interface ChaosWorkflow {
  readonly name: string;
  readonly kind: string;
  /** Jobs that the job references, directly or indirectly. */
  readonly inner: readonly JobText[];
  readonly job: JobText;
  readonly options: Readonly<Record<string, string>>;
  /** Content of the file for the option `data`. */
  readonly file?: string;
  /**
   * A secret that some steps use. A keeper receives these steps only after their grant, so they are lost if the runner
   * dies in between.
   */
  readonly secret?: string;
  /** Time after its acceptance at which the execution is stopped, in ms. */
  readonly abortAfterMs?: number;
  /** The expected result of each attempt. */
  readonly courses: readonly Course[];
  /** Maximum number of concurrent nodes. */
  readonly threads: number;
  /** Whether each step ends on all nodes before the next step begins on any. */
  readonly sequential: boolean;
}

/** Returns the notes file of a workflow's steps. */
export function notesOf(name: string, folder: string): string {
  return join(folder, name);
}

/**
 * Returns a script that records its start and its end, with its operation, its label and its node; `$status`
 * is its exit code.
 */
export function noting(notes: string, label: string, body: readonly string[], exitCode = 0): string {
  const note = (what: string) => `echo "${what} $OUTRUNNER_OPERATION ${label} $RD_NODE_NAME" >> '${notes}'`;
  return ['#!/bin/sh', note('started'), ...body, note('finished'), `exit \${status:-${exitCode}}`].join('\n');
}
