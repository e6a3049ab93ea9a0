import { fetchDocument } from '../../../support/fetch/fetch-document.ts';
import type { FetchBytes } from './script-source.ts';

/** For one script, redirects too. */
const TIMEOUT_MILLISECONDS = 60_000;

export interface FetchSurroundings {
  /** Where HTTPS_PROXY, HTTP_PROXY and NO_PROXY stand. */
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  /** PEM: trusted beside the public authorities. */
  readonly authorities?: string | undefined;
}

/** Fetches scripts through the one fetcher. */
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
