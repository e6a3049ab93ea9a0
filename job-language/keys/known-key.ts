/** The maps of a job definition that hold keys. */
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
 * What is done with a key: `executed` as the reference system does, or as its description says; `harmless`, kept on
 * export, and nothing that runs depends on it; `ignored`, kept as well, but a warning says that what it asks for is not
 * done. An ignored key whose value says nothing (null, empty, `false`, `0`) is not worth a warning.
 */
export type KeyStatus = 'executed' | 'harmless' | 'ignored';

export interface KnownKey {
  readonly place: KeyPlace;
  readonly key: string;
  readonly status: KeyStatus;
  readonly description: string;
  /** Its value is a text, or a list of texts. */
  readonly isText: boolean;
  /** The place of the maps that stand under it. */
  readonly below: KeyPlace | undefined;
}
