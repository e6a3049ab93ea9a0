/** The kinds of maps in a job definition. */
export type KeyPlace =
  | 'job'
  | 'option'
  | 'configRemoteUrl'
  | 'runnerSelector'
  | 'nodefilters'
  | 'nodePattern'
  | 'dispatch'
  | 'orchestrator'
  | 'retry'
  | 'schedule'
  | 'time'
  | 'day'
  | 'notification'
  | 'notified'
  | 'email'
  | 'notificationPlugin'
  | 'jobPlugins'
  | 'plugins'
  | 'sequence'
  | 'pluginConfig'
  | 'logFilter'
  | 'step'
  | 'condition'
  | 'jobref'
  | 'jobref.nodefilters'
  | 'jobref.dispatch';

/**
 * The effect of a key. `executed`: works as in Rundeck, or as its description says. `harmless`: kept on
 * export; no run depends on it. `ignored`: kept on export, with a warning that it has no effect. An ignored key with an
 * empty value (null, empty, `false`, `0`) gets no warning.
 */
export type KeyStatus = 'executed' | 'harmless' | 'ignored';

export interface KnownKey {
  readonly place: KeyPlace;
  readonly key: string;
  readonly status: KeyStatus;
  readonly description: string;
  /** How the key differs from Rundeck, and why; absent: the key works as in Rundeck. */
  readonly difference?: string | undefined;
  /** Whether the value of the key is a text, or a list of texts. */
  readonly isText: boolean;
  /** The values that the schema enumerates; `true` and `false` for a boolean; empty for other keys. */
  readonly values: readonly string[];
  /** The place of the maps below the key. */
  readonly below: KeyPlace | undefined;
}
