import { z } from 'zod';
import { Node } from '../nodes/node.ts';
import { NodeSource } from '../nodes/source/node-source.ts';

/** What a replica that can discover nodes says so with, in its sync: one that does not is too old to be asked. */
export const DISCOVERY_ABILITY = 'discover-nodes';

export const DiscoveryId = z.string().min(1).max(64);

/** Read a source of nodes on this host. Asking is all it takes: a repeated question is answered again. */
export const Discover = z.object({
  type: z.literal('discover'),
  discoveryId: DiscoveryId,
  source: NodeSource,
  /** Of all texts that the source has. */
  maxBytes: z.int().positive(),
  /** How long its program may run. */
  seconds: z.number().positive(),
  /** Hosts, addresses and networks (CIDR) that may be fetched from although they are loopback, link-local or metadata. */
  fetchAllowed: z.array(z.string()).default([]),
  /** Of the nodes that the coordinator has already: the same ones need not travel again. */
  known: z.string().max(128).optional(),
  /** Of a folder, what can be read is wanted where some files cannot; else that fails as a whole. */
  partly: z.boolean().optional(),
});
export type Discover = z.infer<typeof Discover>;

export const DiscoveryOutcome = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('nodes'),
    nodes: z.array(Node),
    /** SHA-256 of the nodes as JSON, hex. */
    digest: z.string().max(128),
    /** Of a folder: the name of the file that each node is of, in the order of the nodes. */
    origins: z.array(z.string()).optional(),
    /** Of a folder: files whose nodes are missing. Only where that was asked for. */
    failed: z.array(z.object({ file: z.string(), problem: z.string().max(4096) })).optional(),
  }),
  /** They are those of the digest `known`. */
  z.object({ kind: z.literal('unchanged') }),
  z.object({ kind: z.literal('failed'), problem: z.string().max(4096) }),
]);
export type DiscoveryOutcome = z.infer<typeof DiscoveryOutcome>;

/**
 * `POST discoveries`: what a source had. Its body is this as JSON, packed by gzip, of the type
 * {@link DISCOVERY_CONTENT_TYPE}.
 */
export const DiscoveryRequest = z.object({ discoveryId: DiscoveryId, outcome: DiscoveryOutcome });
export type DiscoveryRequest = z.infer<typeof DiscoveryRequest>;

export const DISCOVERY_CONTENT_TYPE = 'application/vnd.outrunner.discovery+gzip';

/** `awaited: false`: nobody waits for it any more, and it was dropped. Either way it need not come again. */
export const DiscoveryAnswer = z.object({ awaited: z.boolean() });
export type DiscoveryAnswer = z.infer<typeof DiscoveryAnswer>;
