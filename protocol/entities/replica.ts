import * as z from 'zod';
import { WORD_LIMITS, word } from '../bounds.ts';
import { ReplicaId, RunnerId } from '../ids.ts';
import { Labels } from './labels.ts';

/** Facts that a replica reports about its host when it enrolls and at each sync. */
export const HostFacts = z.object({
  hostname: word(WORD_LIMITS.name),
  platform: word(WORD_LIMITS.code),
  architecture: word(WORD_LIMITS.code),
  programVersion: word(WORD_LIMITS.code),
  nodeVersion: word(WORD_LIMITS.code),
  user: word(WORD_LIMITS.name),
  /** Whether steps on this host may request a pseudo-terminal. */
  pty: z.boolean(),
  /** Labels from the settings of the replica. Absent: none. */
  labels: Labels.optional(),
});
export type HostFacts = z.infer<typeof HostFacts>;

const publicJwk = (member: z.ZodString) =>
  z.strictObject({
    kty: member,
    crv: member.optional(),
    x: member.optional(),
    y: member.optional(),
    kid: member.optional(),
    alg: member.optional(),
    use: member.optional(),
  });

/** Facts of a host that a runner filter may test, and that the host's node includes. */
export const PinnedFacts = HostFacts.pick({
  hostname: true,
  platform: true,
  architecture: true,
  programVersion: true,
  user: true,
  labels: true,
});
export type PinnedFacts = z.infer<typeof PinnedFacts>;

/** A public JWK (RFC 7517) as it is stored. Only public members are accepted. */
export const PublicJwk = publicJwk(z.string());
/** A public JWK as a replica sends it. */
export const SentPublicJwk = publicJwk(word(WORD_LIMITS.name));
export type PublicJwk = z.infer<typeof PublicJwk>;

/** An enrolled replica. Its private keys stay on its host. Times are epoch ms. */
export const Replica = z.object({
  id: ReplicaId,
  runnerId: RunnerId,
  /** The Ed25519 key that verifies the replica's sign-in. */
  signatureKey: PublicJwk,
  /** The X25519 key to which the secrets of a grant are encrypted. */
  encryptionKey: PublicJwk,
  host: HostFacts,
  enrolledAt: z.number(),
  /** The replica's address during enrollment, as the coordinator saw it. */
  address: z.string().optional(),
  /** Facts that an administrator confirmed. Runner filters test only these facts when a step has secrets. */
  pinned: PinnedFacts.optional(),
  /** Whether the replica is paused. A paused replica accepts no new work until it is resumed. */
  paused: z.boolean().optional(),
  /** An administrator asked the replica to drain. Reset once it has drained and signed off. */
  drainAsked: z.boolean().optional(),
  /**
   * When an ephemeral replica was removed because it stayed offline. It is hidden and gets no work, but may still
   * deliver results.
   */
  removedAt: z.number().optional(),
});
export type Replica = z.infer<typeof Replica>;

/** Health of a replica and of a runner, in Rundeck's terms. */
export const Health = z.enum(['New', 'Healthy', 'Busy', 'Unhealthy', 'Unknown', 'Down']);
export type Health = z.infer<typeof Health>;
