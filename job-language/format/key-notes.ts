import * as z from 'zod';
import type { STEP_FORMS } from './step-forms.ts';

/**
 * Facts about a key of the job format that its schema and description do not contain. Checks, completion, renaming,
 * hover, docs and generated tests are derived from them. The notes of a shared schema, such as `durationSchema`, apply
 * to each key that uses it.
 */
export interface KeyNotes {
  /** How the key differs from Rundeck, and why. Absent: it works as in Rundeck. */
  readonly difference?: string;
  /** Valid values of a key whose text has a syntax. Round-trip tests generate them. */
  readonly examples?: readonly unknown[];
  /**
   * How references are expanded in the text, or in each text of the map or the lists. Absent: they are not expanded.
   */
  readonly references?: ReferenceKind;
  /** Set if the text is a duration. */
  readonly isDuration?: true;
  /** Suggested values of a text. Other values are also valid. */
  readonly choices?: Choices;
  /** The forms of a step that use the key. Absent: all. */
  readonly stepForms?: readonly (typeof STEP_FORMS)[number][];
  /** Set if no other widespread YAML format has the key at its top level. Such keys identify a job. */
  readonly onlyInJobs?: true;
  /** Set if no run depends on the key. */
  readonly isHarmless?: true;
  /** The remedy for a key that has an effect in Rundeck but none here. */
  readonly remedy?: string;
}

/**
 * - `text`: `${option.x}`.
 * - `command`: `${option.x}` and `$RD_OPTION_X`; a shell parses the result.
 * - `script`: `@option.x@` and `$RD_OPTION_X`.
 * - `conditions`: `${option.x}`; a text named `key` may be `option.x` alone.
 * - `url-of-values`: `${option.x.value}`.
 */
export type ReferenceKind = 'text' | 'command' | 'script' | 'conditions' | 'url-of-values';

/** A text that can complete a value, and its explanation, which may be empty. */
export type Choice = readonly [value: string, detail: string];

/** Choices, or the name of a source that knows them. */
export type Choices =
  | readonly Choice[]
  | 'time-zones'
  | 'step-plugins'
  | 'log-filters'
  | 'runner-tags'
  | 'key-paths'
  | 'node-filter'
  | 'node-attributes';

export const KEY_NOTES = z.registry<KeyNotes>();
