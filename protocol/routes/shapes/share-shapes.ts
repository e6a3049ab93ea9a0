import * as z from 'zod';

/** Addresses at which remote runners can reach the coordinator. */
export const Share = z.object({
  /** Null: only this machine can reach the coordinator. */
  listen: z.object({ address: z.string(), port: z.int() }).nullable(),
  /** The URL that runners connect to: the public URL, otherwise the shared address, otherwise the loopback address. */
  url: z.string(),
  reach: z.enum(['this-machine', 'network']),
  certificate: z
    .object({
      kind: z.enum(['own-ca', 'files']),
      /** Names and addresses for which the certificate is valid. */
      names: z.array(z.string()),
      /**
       * The fingerprint to pin: SHA-256 in lower-case hex without colons. Absent if a public authority signed the
       * certificate.
       */
      fingerprint: z.string().optional(),
      /** PEM of the certificate that clients must trust. Absent if a public authority signed the certificate. */
      trust: z.string().optional(),
      /** Epoch ms. */
      expiresAt: z.number(),
    })
    .nullable(),
  /**
   * Whether the coordinator was started with `--insecure-plaintext`, so that install commands also allow an http
   * address.
   */
  insecurePlaintext: z.boolean().optional(),
});
export type Share = z.infer<typeof Share>;

/** A host name, an IPv4 address or an IPv6 address that install commands can use. */
const CalledName = z
  .string()
  .max(253)
  .regex(
    /^(?:[A-Za-z0-9_][\w-]*(?:\.[A-Za-z0-9_][\w-]*)*|[\dA-Fa-f]*:[\dA-Fa-f:.]*)$/,
    'a name or an address, without a scheme and a port',
  );

/**
 * Starts or stops sharing. The coordinator creates an `own-ca` certificate for `names`. Port 0 keeps the previous port.
 */
export const SetShare = z.discriminatedUnion('shared', [
  z.object({ shared: z.literal(false) }),
  z.object({
    shared: z.literal(true),
    address: z.string().min(1).max(255).default('0.0.0.0'),
    port: z.int().min(0).max(65_535).default(0),
    certificate: z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('own-ca'),
        names: z.array(CalledName).min(1, 'at least one name or address').max(32),
      }),
      /** The contents of PEM files. */
      z.object({ kind: z.literal('files'), certificate: z.string(), key: z.string() }),
    ]),
  }),
]);
export type SetShare = z.infer<typeof SetShare>;
