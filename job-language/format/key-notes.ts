import * as z from 'zod';

/** Facts about a key of the job format that its schema and description do not contain. */
export interface KeyNotes {
  /** How the key differs from Rundeck, and why. Absent: it works as in Rundeck. */
  readonly difference?: string;
  /** Valid values of a key whose text has a syntax. Round-trip tests generate them. */
  readonly examples?: readonly unknown[];
}

export const KEY_NOTES = z.registry<KeyNotes>();
