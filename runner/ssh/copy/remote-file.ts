/** A file to be written on a node. */
export interface RemoteFile {
  /** Absolute path. */
  readonly path: string;
  readonly content: Buffer | LocalFile;
  /** Permissions, for example 0o700. */
  readonly mode: number;
}

/** A file of this host. It is streamed while it is copied, and never held in memory as a whole. */
export interface LocalFile {
  readonly file: string;
  /** Size in bytes. If the file grows during the copy, only this many bytes are copied. */
  readonly size: number;
}
