/** A file that is to stand on a node. */
export interface RemoteFile {
  /** Absolute. */
  readonly path: string;
  readonly content: Buffer | LocalFile;
  /** Its permissions, such as 0o700. */
  readonly mode: number;
}

/** A file of this host: it is read while it is written there, and never whole in memory. */
export interface LocalFile {
  readonly file: string;
  /** In bytes; one that has grown since then is copied up to here. */
  readonly size: number;
}
