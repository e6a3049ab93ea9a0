import { fetchDocument } from '../../../support/fetch/fetch-document.ts';
import type { FetchBytes } from './script-source.ts';

/** Time limit for one script, with its redirects. */
const TIMEOUT_MILLISECONDS = 60_000;

export interface FetchSurroundings {
  /** Contains HTTPS_PROXY, HTTP_PROXY and NO_PROXY. */
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  /** PEM certificates that are trusted in addition to the public authorities. */
  readonly authorities?: string | undefined;
}

/** Returns a function that fetches scripts, and refuses denied addresses as every fetch of a job does. */
export function scriptFetcher({ environment, authorities }: FetchSurroundings): FetchBytes {
  return async (url, { shown, maxBytes, checksum, allowed, signal }) => {
    const settings = { allowed, maxBytes, timeoutMilliseconds: TIMEOUT_MILLISECONDS };
    const found = await fetchDocument(
      { url, shown },
      { ...settings, environment, authorities, signal },
      checksum?.trim() || undefined,
    );
    return found.bytes;
  };
}
