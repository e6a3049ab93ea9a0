import { fetchDocument } from '../../../support/fetch/fetch-document.ts';
import type { FetchBytes } from './script-source.ts';

/** Time limit for one script, including redirects. */
const TIMEOUT_MILLISECONDS = 60_000;

export interface FetchSurroundings {
  /** Process environment, of which HTTPS_PROXY, HTTP_PROXY and NO_PROXY are used. */
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  /** PEM certificates to trust in addition to the public authorities. */
  readonly authorities?: string | undefined;
}

/** Returns a function that fetches scripts. It refuses the same addresses as all other fetches of a job. */
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
