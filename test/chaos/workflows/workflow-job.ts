import { join } from 'node:path';
import type { JobText } from '../../e2e/harness/jobs.ts';

/** The lines that the steps of one place print, each once and in order. */
export interface Printed {
  /** Context of the step, such as `2/1`. */
  readonly step: string;
  /** The one node that is meant; without it the step is for no node. */
  readonly node?: string;
  readonly lines: readonly string[];
}

/** How one attempt at the job goes where nothing comes in between. */
export interface Course {
  readonly status: string;
  readonly printed: readonly Printed[];
}

/** A whole workflow, run once, and how it goes where nothing comes in between. */
export interface ChaosWorkflow {
  readonly name: string;
  readonly kind: string;
  /** Jobs that it refers to, by way of other names. */
  readonly inner: readonly JobText[];
  readonly job: JobText;
  readonly options: Readonly<Record<string, string>>;
  /** Content of its option `data`. */
  readonly file?: string;
  /** Steps with one are in no keeper's hands before their grant: a runner that dies in between loses them. */
  readonly secret?: string;
  /** Somebody stops it so many ms after it was accepted. */
  readonly abortAfterMs?: number;
  /** One an attempt. */
  readonly courses: readonly Course[];
  /** Nodes that are worked on at once, at most. */
  readonly threads: number;
  /** Each step ends on all nodes before the next begins on any. */
  readonly sequential: boolean;
}

/** Where the steps of a workflow note what they do. */
export function notesOf(name: string, folder: string): string {
  return join(folder, name);
}

/** A script that notes its start and its end, with its operation, its label and its node; `$status` is its exit code. */
export function noting(notes: string, label: string, body: readonly string[], exitCode = 0): string {
  const note = (what: string) => `echo "${what} $OUTRUNNER_OPERATION ${label} $RD_NODE_NAME" >> '${notes}'`;
  return ['#!/bin/sh', note('started'), ...body, note('finished'), `exit \${status:-${exitCode}}`].join('\n');
}
