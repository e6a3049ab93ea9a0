import { createHash, timingSafeEqual } from 'node:crypto';
import { SupportError } from '../errors/support-error.ts';
import { ownValue } from '../records/own-value.ts';
import {
  type FetchedResource,
  type FetchRequest,
  type FetchSettings,
  fetchResource,
  shownFor,
} from './fetch-resource.ts';

/**
 * Fetches a required resource. Throws `fetch-failed` for a status other than 2xx, and `fetch-checksum-differs` for a
 * wrong checksum.
 *
 * @param checksum `sha256:HEX`; `sha1`, `sha384`, `sha512` and `md5` are also supported.
 */
export async function fetchDocument(
  request: FetchRequest,
  settings: FetchSettings,
  checksum?: string,
): Promise<FetchedResource> {
  const expected = checksum === undefined ? undefined : readChecksum(checksum, shownFor(request));
  const resource = await fetchResource(request, settings);
  const url = shownFor(request);
  if (resource.status < 200 || resource.status > 299) {
    throw new SupportError('fetch-failed', { url, problem: `it answers with status ${resource.status}` });
  }
  if (expected === undefined) return resource;
  const found = createHash(expected.algorithm).update(resource.bytes).digest();
  if (found.length === expected.digest.length && timingSafeEqual(found, expected.digest)) return resource;
  throw new SupportError('fetch-checksum-differs', {
    url,
    found: `${expected.algorithm}:${found.toString('hex')}`,
    expected: `${expected.algorithm}:${expected.digest.toString('hex')}`,
  });
}

const DIGEST_BYTES: Readonly<Record<string, number>> = {
  sha256: 32,
  sha512: 64,
  sha384: 48,
  sha1: 20,
  md5: 16,
};

function readChecksum(text: string, url: string): { algorithm: string; digest: Buffer } {
  const [, algorithm = '', digest = ''] = /^(\w+):([0-9a-f]+)$/.exec(text.trim().toLowerCase()) ?? [];
  const bytes = ownValue(DIGEST_BYTES, algorithm);
  if (bytes !== undefined && digest.length === 2 * bytes)
    return { algorithm, digest: Buffer.from(digest, 'hex') };
  throw new SupportError('fetch-failed', {
    url,
    problem: `its checksum "${text}" is not of the form sha256:HEX`,
  });
}
