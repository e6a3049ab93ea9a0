/** The document as text: JSON with one record per line, so that a person can compare two versions. */

import { crc32 } from 'node:zlib';
import * as z from 'zod';
import { PROGRAM_VERSION } from '../../../protocol/version.ts';
import { damaged } from '../../../support/files/damage.ts';
import { ownValue } from '../../../support/records/own-value.ts';
import { deepFreeze } from './deep-freeze.ts';
import type { CollectionSchemas } from './definitions.ts';
import type { DocumentState, StoredRecord } from './document-state.ts';

export const DOCUMENT_FORMAT = 3;

/**
 * Matches the checksum in the head. A document without a checksum, which has an older format or was edited by hand, is
 * not verified.
 */
const CHECKED = /^[^\n]{0,300}?"checksum":"([0-9a-f]{8})"/;

/** The head of the document, which every format version has. */
export const DocumentHead = z.object({
  format: z.literal('outrunner-definitions'),
  formatVersion: z.int().positive(),
  writtenBy: z.string(),
});

const DocumentBody = z.object({
  revision: z.int().nonnegative(),
  collections: z.record(
    z.string(),
    z.array(z.object({ key: z.string(), revision: z.int().positive(), value: z.unknown() })),
  ),
});

/** Caches the texts of records. Records are frozen, so most of a document is encoded only once. */
const encoded = new WeakMap<StoredRecord, string>();

/** Serializes the document. The head contains a CRC-32 of everything after the head. */
export function documentBytes(state: DocumentState): Buffer {
  const head = {
    format: 'outrunner-definitions',
    formatVersion: DOCUMENT_FORMAT,
    writtenBy: PROGRAM_VERSION,
  };
  const collections = Array.from(state.collections, ([name, records]) => {
    const lines = Array.from(records, ([key, record]) => recordText(key, record));
    return `${JSON.stringify(name)}:[\n${lines.join(',\n')}\n]`;
  });
  const body = Buffer.from(`,"revision":${state.revision},"collections":{\n${collections.join(',\n')}\n}}\n`);
  return Buffer.concat([
    Buffer.from(`${JSON.stringify(head).slice(0, -1)},"checksum":"${checksum(body)}"`),
    body,
  ]);
}

/** Throws `data-damaged` if the text has a checksum that does not match. */
export function requireChecksum(path: string, text: string): void {
  const [head, expected] = CHECKED.exec(text) ?? [];
  if (head === undefined || expected === undefined || checksum(text.slice(head.length)) === expected) return;
  throw damaged(path, 'its content does not match its checksum');
}

function checksum(content: string | Buffer): string {
  return crc32(content).toString(16).padStart(8, '0');
}

function recordText(key: string, record: StoredRecord): string {
  const known = encoded.get(record);
  if (known !== undefined) return known;
  const text = JSON.stringify({ key, ...record });
  encoded.set(record, text);
  return text;
}

/**
 * Converts parsed JSON in the current format to the document. Throws `data-damaged` with the part that does not match.
 */
export function documentOf(path: string, json: unknown, schemas: CollectionSchemas): DocumentState {
  const body = DocumentBody.safeParse(json);
  if (!body.success) throw damaged(path, z.prettifyError(body.error));
  const collections = new Map<string, ReadonlyMap<string, StoredRecord>>();
  for (const [name, records] of Object.entries(body.data.collections)) {
    const description = ownValue(schemas, name);
    if (description === undefined) throw damaged(path, `the collection "${name}" is unknown`);
    const stored = new Map<string, StoredRecord>();
    for (const { key, revision, value } of records) {
      const parsed = description.schema.safeParse(value);
      if (!parsed.success)
        throw damaged(path, `${description.kind} "${key}": ${z.prettifyError(parsed.error)}`);
      stored.set(key, deepFreeze({ revision, value: parsed.data }));
    }
    collections.set(name, stored);
  }
  return { revision: body.data.revision, collections };
}
