import type { ConnectionTarget } from './connection-state.ts';

/**
 * Stores the chosen coordinator of a window, the coordinators that the user has connected to, and their tokens, beyond
 * the life of the window.
 */
export interface SavedTarget {
  /**
   * Returns the coordinator to connect to: the one that was chosen in this window, otherwise the one of the settings,
   * otherwise the one that was chosen last in any window. Undefined after the user has disconnected this window.
   */
  read(): ConnectionTarget | undefined;
  /** Returns the coordinator that this window used last, even if it is disconnected now. */
  previous(): ConnectionTarget | undefined;
  /** Saves the choice of this window. Undefined: the user has disconnected the window. */
  save(target: ConnectionTarget | undefined): Promise<void>;
  /** Returns the URLs of the remote coordinators that the user has connected to, the newest choice first. */
  knownUrls(): readonly string[];
  /** Adds a remote coordinator to the known ones, once the window was connected to it. */
  addKnown(url: string): Promise<void>;
  /** Deletes a coordinator from the known ones, and its token unless another known URL has the same origin. */
  forget(url: string): Promise<void>;
  /** Whether the user allows `http://` to another host, which exposes the token to the network. */
  allowsPlaintext(): boolean;
  /** Returns the token saved for exactly this origin. */
  token(origin: string): Promise<string | undefined>;
  saveToken(origin: string, token: string | undefined): Promise<void>;
}
