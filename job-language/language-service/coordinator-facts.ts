import type { NodeEntry } from '../../protocol/routes/shapes/node-shapes.ts';

/** Objects of the coordinator that a job may refer to. */
export interface CoordinatorFacts {
  /** The project of the job; undefined: unknown. */
  readonly project: string | undefined;
  /** The runner tags of the project, in alphabetical order. */
  readonly tags: readonly TagFact[];
  /** The jobs of all projects. */
  readonly jobs: readonly JobFact[];
  /** The paths of key storage. */
  readonly keys: readonly string[];
  /** The nodes of the project. */
  readonly nodes: readonly NodeEntry[];
}

/** A tag, and the number of runners that have it. */
export interface TagFact {
  readonly tag: string;
  readonly runners: number;
  /** The number of these runners that are Healthy or Busy. */
  readonly healthy: number;
}

export interface JobFact {
  readonly id: string;
  readonly project: string;
  /** `a/b`, or empty. */
  readonly group: string;
  readonly name: string;
}
