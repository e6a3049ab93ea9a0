import type { ConnectionTarget } from './connection-state.ts';

/** Stores the chosen coordinator and its token beyond the life of the window. */
export interface SavedTarget {
  read(): ConnectionTarget | undefined;
  save(target: ConnectionTarget | undefined): Promise<void>;
  /** Whether the user allows `http://` to another host, which exposes the token to the network. */
  allowsPlaintext(): boolean;
  /** Returns the token saved for exactly this origin. */
  token(origin: string): Promise<string | undefined>;
  saveToken(origin: string, token: string | undefined): Promise<void>;
}
