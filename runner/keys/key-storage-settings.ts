import * as z from 'zod';

/** Provider types in the settings: the names of Rundeck, and a short name for Vault. */
const TYPES = ['file', 'environment', 'vault-storage', 'vault'] as const;

/**
 * The mount point below `runner/`, for example `db/prod`. As in Rundeck, an empty value and `keys` both mean `runner/`
 * itself.
 */
const Mount = z
  .string()
  .transform((path) => path.split('/').filter((segment) => segment !== ''))
  .transform((segments) => (segments.length === 1 && segments[0] === 'keys' ? [] : segments))
  .refine((segments) => segments.every((segment) => segment !== '.' && segment !== '..'), {
    error: 'has a part "." or ".."',
  });

const Text = z.string().trim().min(1, { error: 'is empty' });
const Names = z
  .union([
    z.array(Text),
    z.string().transform((names) => names.split(/[\s,]+/).filter((name) => name !== '')),
  ])
  .refine((names) => names.every((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)), {
    error: 'has an entry that is not a valid variable name',
  });
/** A number of seconds or attempts. Converts strings, because all settings from the environment are strings. */
const Count = (most: number, least = 0) => z.coerce.number().int().min(least).max(most);

export const FolderConfiguration = z.strictObject({ folder: Text });
export const EnvironmentConfiguration = z.strictObject({ variables: Names });
/** Settings of a Vault storage. Those that also exist in Rundeck have Rundeck's names. */
export const VaultConfiguration = z.strictObject({
  address: z.url({ protocol: /^https?$/, error: 'is not an address such as https://vault.example:8200' }),
  namespace: Text.optional(),
  /** Mount point of the KV engine. */
  secretBackend: Text.default('secret'),
  engineVersion: z
    .union([z.literal(1), z.literal(2), z.literal('1'), z.literal('2')])
    .default(2)
    .transform(Number),
  /** Folder of the engine that is prepended to all paths. */
  prefix: z.string().trim().default(''),
  authBackend: z
    .enum(['token', 'approle'], {
      error: 'is neither "token" nor "approle"; other methods are not supported',
    })
    .optional(),
  token: Text.optional(),
  tokenFile: Text.optional(),
  approleId: Text.optional(),
  approleSecretId: Text.optional(),
  approleSecretIdFile: Text.optional(),
  approleAuthMount: Text.default('approle'),
  /** A PEM file of authorities that are trusted in addition to the public ones. */
  pemFile: Text.optional(),
  /** Only true is accepted: the runner always checks the certificate of a Vault. */
  validateSsl: z
    .union([z.literal(true), z.literal('true')], {
      error: 'cannot be switched off: set the authority in "pemFile"',
    })
    .optional(),
  /** Seconds for which a value is cached in memory; 0 disables the cache. */
  cacheSeconds: Count(3600).default(60),
  openTimeout: Count(300, 1).default(10),
  readTimeout: Count(300, 1).default(10),
  maxRetries: Count(10).default(2),
  /** Accepted for compatibility and ignored: the layout of a secret is detected. */
  storageBehaviour: z.enum(['vault', 'rundeck']).optional(),
});
export type VaultConfiguration = z.infer<typeof VaultConfiguration>;

const common = { path: Mount.optional(), pathBehavior: z.unknown().optional() };
const storage = <Type extends (typeof TYPES)[number], Configuration extends z.ZodType>(
  type: Type,
  configuration: Configuration,
) => z.strictObject({ type: z.literal(type), ...common, configuration });

/** The settings of one key storage of a runner. */
export const KeyStorageSettings = z.discriminatedUnion(
  'type',
  [
    storage('file', FolderConfiguration),
    storage('environment', EnvironmentConfiguration),
    storage('vault-storage', VaultConfiguration),
    storage('vault', VaultConfiguration),
  ],
  { error: `names none of ${TYPES.join(', ')} in "type"` },
);
export type KeyStorageSettings = z.infer<typeof KeyStorageSettings>;

const MOST_STORAGES = 16;

/** All key storages of a runner by arbitrary names: `{vault: {type: 'vault', path: 'db', configuration: {…}}}`. */
export const KeyStorages = z
  .record(z.string().regex(/^[A-Za-z0-9_-]{1,64}$/), KeyStorageSettings)
  .refine((storages) => Object.keys(storages).length <= MOST_STORAGES, {
    error: `names over ${MOST_STORAGES} storages`,
  });
export type KeyStorages = z.infer<typeof KeyStorages>;
