import type { Target } from './connection-state.ts';

/** What survives a window: the chosen coordinator in settings and state, its token in the secret storage. */
export interface SavedTarget {
  read(): Target | undefined;
  save(target: Target | undefined): Promise<void>;
  /** Whether the user allowed http to another host, where anyone on the way can read the token. */
  allowsPlaintext(): boolean;
  /** The token that was saved for this origin; never one of another origin. */
  token(origin: string): Promise<string | undefined>;
  saveToken(origin: string, token: string | undefined): Promise<void>;
}
