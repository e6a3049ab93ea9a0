import type { ConnectionTarget } from '../connection/connection-state.ts';
import { withUrl } from '../connection/known-urls.ts';
import type { SavedTarget } from '../connection/saved-target.ts';

/** A `SavedTarget` in memory. */
export class SavedInMemory implements SavedTarget {
  target: ConnectionTarget | undefined;
  last: ConnectionTarget | undefined;
  plaintext = false;
  known: readonly string[] = [];
  readonly tokens = new Map<string, string>();

  read(): ConnectionTarget | undefined {
    return this.target;
  }

  previous(): ConnectionTarget | undefined {
    return this.last;
  }

  async save(target: ConnectionTarget | undefined): Promise<void> {
    this.target = target;
    this.last = target ?? this.last;
  }

  async addKnown(url: string): Promise<void> {
    this.known = withUrl(this.known, url);
  }

  knownUrls(): readonly string[] {
    return this.known;
  }

  async forget(url: string): Promise<void> {
    this.known = this.known.filter((it) => it !== url);
    this.tokens.delete(new URL(url).origin);
  }

  allowsPlaintext(): boolean {
    return this.plaintext;
  }

  async token(origin: string): Promise<string | undefined> {
    return this.tokens.get(origin);
  }

  async saveToken(origin: string, token: string | undefined): Promise<void> {
    if (token === undefined) this.tokens.delete(origin);
    else this.tokens.set(origin, token);
  }
}
