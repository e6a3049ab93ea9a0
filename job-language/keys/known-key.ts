import type { KeyNotes } from '../format/key-notes.ts';
import type { KeyPlace } from './key-places.ts';

/**
 * The effect of a key. `executed`: works as in Rundeck, or as its description specifies. `harmless`: kept on
 * export; no run depends on it. `ignored`: kept on export, with a warning that it has no effect. An ignored key with an
 * empty value (null, empty, `false`, `0`) gets no warning.
 */
export type KeyStatus = 'executed' | 'harmless' | 'ignored';

export interface KnownKey extends KeyNotes {
  readonly place: KeyPlace;
  readonly key: string;
  readonly status: KeyStatus;
  readonly description: string;
  /** Whether the value of the key is a string, or a list of strings. */
  readonly isText: boolean;
  /** The values that the schema enumerates; `true` and `false` for a boolean; empty for other keys. */
  readonly values: readonly string[];
  /** The place of the maps below the key. */
  readonly below: KeyPlace | undefined;
}
