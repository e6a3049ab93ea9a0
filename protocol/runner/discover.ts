import * as z from 'zod';
import { boundedRecord, WORD_LIMITS, word } from '../bounds.ts';
import { NodeSource } from '../entities/node-source.ts';

const DIGEST_CHARACTERS = 128;

export const DiscoveryId = word(WORD_LIMITS.code).min(1);

/** A request to read a node source on the replica's host. The replica also answers a repeated request. */
export const Discover = z.object({
  type: z.literal('discover'),
  discoveryId: DiscoveryId,
  source: NodeSource,
  /** Maximum total size of the text that the source returns, in bytes. */
  maxBytes: z.int().positive(),
  /** Maximum run time of the source's program, in seconds. */
  seconds: z.number().positive(),
  /**
   * Hosts, addresses and networks (CIDR) that may be fetched from, although they are loopback, link-local or metadata
   * addresses.
   */
  fetchAllowed: z.array(z.string()),
  /** Digest of the nodes that the coordinator already has. The replica does not send the same nodes again. */
  known: word(DIGEST_CHARACTERS).optional(),
});
export type Discover = z.infer<typeof Discover>;

/** Limits of the document of one discovery, in addition to its size in bytes. */
export const DISCOVERY_LIMITS = {
  nodes: 100_000,
  tags: 1000,
  attributes: 1000,
  nameCharacters: 1024,
  valueCharacters: 1024 * 1024,
  failedFiles: 10_000,
} as const;

const DiscoveredNode = z.object({
  name: word(DISCOVERY_LIMITS.nameCharacters).min(1),
  tags: z.array(word(DISCOVERY_LIMITS.nameCharacters)).max(DISCOVERY_LIMITS.tags),
  attributes: boundedRecord(
    word(DISCOVERY_LIMITS.nameCharacters),
    word(DISCOVERY_LIMITS.valueCharacters),
    DISCOVERY_LIMITS.attributes,
  ),
});

export const DiscoveryOutcome = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('nodes'),
    nodes: z.array(DiscoveredNode).max(DISCOVERY_LIMITS.nodes),
    /** SHA-256 of the nodes as JSON, hex. */
    digest: word(DIGEST_CHARACTERS),
    /** For a folder: the name of the file that each node comes from, in the order of the nodes. */
    origins: z.array(word(DISCOVERY_LIMITS.nameCharacters)).max(DISCOVERY_LIMITS.nodes).optional(),
    /** For a folder: the files that could not be read. */
    failed: z
      .array(z.object({ file: word(DISCOVERY_LIMITS.nameCharacters), problem: word(WORD_LIMITS.problem) }))
      .max(DISCOVERY_LIMITS.failedFiles)
      .optional(),
  }),
  /** The nodes still have the digest `known`. */
  z.object({ kind: z.literal('unchanged') }),
  z.object({ kind: z.literal('failed'), problem: word(WORD_LIMITS.problem) }),
]);
export type DiscoveryOutcome = z.infer<typeof DiscoveryOutcome>;

/**
 * `POST discoveries`: the nodes of a source. The body is this object as gzipped JSON, with the media type {@link
 * DISCOVERY_CONTENT_TYPE}.
 */
export const DiscoveryRequest = z.object({ discoveryId: DiscoveryId, outcome: DiscoveryOutcome });
export type DiscoveryRequest = z.infer<typeof DiscoveryRequest>;

export const DISCOVERY_CONTENT_TYPE = 'application/vnd.outrunner.discovery+gzip';

/**
 * `awaited: false`: the coordinator no longer waits for the answer, and dropped it. In either case the replica need not
 * send it again.
 */
export const DiscoveryAnswer = z.object({ awaited: z.boolean() });
export type DiscoveryAnswer = z.infer<typeof DiscoveryAnswer>;
