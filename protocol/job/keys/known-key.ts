/** The maps of a job definition that hold keys. */
export type KeyPlace =
  | 'job'
  | 'option'
  | 'sequence'
  | 'step'
  | 'runnerSelector'
  | 'retry'
  | 'schedule'
  | 'notification'
  | 'nodefilters'
  | 'dispatch'
  | 'orchestrator'
  | 'jobref'
  | 'errorhandler'
  | 'pluginConfig';

/**
 * What is done with a key: `executed` as the reference system does; `harmless`, kept on export, and nothing that runs
 * depends on it; `refused`, because a job would run otherwise than it says if the key were passed over. A refused key
 * whose value says nothing (null, empty, `false`, `0`) is let through.
 */
export type KeyStatus = 'executed' | 'harmless' | 'refused';

export interface KnownKey {
  readonly place: KeyPlace;
  readonly key: string;
  readonly status: KeyStatus;
  readonly description: string;
  /** Values that are refused where the key itself is not. */
  readonly refusedValues?: readonly string[];
}

/** Makes the rows of one place from `key: [status, description, refused values]`. */
export function keysOf(
  place: KeyPlace,
  rows: Readonly<Record<string, readonly [KeyStatus, string, (readonly string[])?]>>,
): KnownKey[] {
  return Object.entries(rows).map(([key, [status, description, refusedValues]]) => ({
    place,
    key,
    status,
    description,
    ...(refusedValues === undefined ? {} : { refusedValues }),
  }));
}
