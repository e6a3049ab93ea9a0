/** The identity of a job in a folder and on a coordinator: its uuid if it has one, otherwise group and name. */
export interface SyncIdentity {
  readonly id?: string | undefined;
  /** For example `a/b`; empty for none. */
  readonly group: string;
  readonly name: string;
}
