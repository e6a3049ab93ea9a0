import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { KeyRecord } from '../../../protocol/entities/key-record.ts';
import { ProjectNodeFilters } from '../../../protocol/entities/node-filters.ts';
import { PlannedMode } from '../../../protocol/entities/planned-mode.ts';
import { Project } from '../../../protocol/entities/project.ts';
import { Replica } from '../../../protocol/entities/replica.ts';
import { Runner } from '../../../protocol/entities/runner.ts';
import { DEFAULT_SETTINGS, Settings } from '../../../protocol/entities/settings.ts';
import { UserProfile } from '../../../protocol/entities/user-profile.ts';
import { CoordinatorId } from '../../../protocol/ids.ts';
import { POSITION_LIMITS } from '../../../protocol/runner/position-limits.ts';
import type { Damages } from '../files/damages.ts';
import type { OnFatal } from '../files/storage-error.ts';
import type { Definitions, Draft, Snapshot } from './definitions.ts';
import { openEmbeddedDefinitions } from './embedded-definitions.ts';
import { AclFileRecord } from './records/acl-file-record.ts';
import { ActRecord } from './records/act-record.ts';
import { ApiToken } from './records/api-token.ts';
import { Enrollment } from './records/enrollment.ts';
import { InventoryRecord } from './records/inventory-record.ts';
import { textsInHistory } from './records/job-history-text.ts';
import { JobRecord } from './records/job-record.ts';
import { WebhookRecord } from './records/webhook-record.ts';

/** The coordinator's own record, created at the first start. */
const CoordinatorRecord = z.object({
  id: CoordinatorId,
  /** Incremented when the coordinator detects a restore from a backup. */
  generation: z.int().positive(),
  /** TCP port that was chosen at the first start. Must not change, because enrolled runners connect to this port. */
  port: z.int().min(1).max(65_535).optional(),
  /** The highest webhook id that was ever assigned. */
  lastWebhook: z.int().nonnegative().optional(),
  /** The planned change of the execution mode. */
  plannedMode: PlannedMode.optional(),
  createdAt: z.number(),
});
export type CoordinatorRecord = z.infer<typeof CoordinatorRecord>;

/** The collections of a coordinator's definitions. A comment states how the records of a collection are keyed. */
export const COORDINATOR_COLLECTIONS = {
  /** Only one record, with the key `'coordinator'`. */
  coordinator: { kind: 'Coordinator', schema: CoordinatorRecord },
  /** Only one record, with the key `'settings'`. Without this record, all settings have their defaults. */
  settings: { kind: 'Settings', schema: Settings },
  /** Keyed by name. */
  projects: { kind: 'Project', schema: Project },
  /** Keyed by id, as are `replicas`, `jobs` and `tokens`. */
  runners: { kind: 'Runner', schema: Runner },
  replicas: { kind: 'Replica', schema: Replica },
  jobs: { kind: 'Job', schema: JobRecord },
  tokens: { kind: 'Token', schema: ApiToken },
  /** Keyed by login. */
  users: { kind: 'User', schema: UserProfile },
  /** Keyed as `aclFileKey` returns. */
  aclFiles: { kind: 'ACL policy', schema: AclFileRecord },
  /** Keyed by project name. */
  inventories: { kind: 'Inventory', schema: InventoryRecord },
  /** Keyed by project name. */
  nodeFilters: { kind: 'Node filters', schema: ProjectNodeFilters },
  /** Keyed by path: `keys/…`. */
  keys: { kind: 'Key', schema: KeyRecord },
  /** Keyed by id. */
  webhooks: { kind: 'Webhook', schema: WebhookRecord },
  /** Keyed by the hash of the token. */
  enrollments: { kind: 'Enrollment', schema: Enrollment },
  /** Audit records of the latest acts, until the journal has stored them. Keyed by id. */
  acts: { kind: 'Audit record', schema: ActRecord },
} as const;

export type CoordinatorCollections = typeof COORDINATOR_COLLECTIONS;
export type CoordinatorDefinitions = Definitions<CoordinatorCollections>;
export type CoordinatorSnapshot = Snapshot<CoordinatorCollections>;
export type CoordinatorDraft = Draft<CoordinatorCollections>;

export interface CoordinatorDefinitionsOptions {
  /** The data dir. */
  readonly folder: string;
  /** Epoch ms. */
  readonly now: () => number;
  readonly damages: Damages;
  readonly onFatal: OnFatal;
}

/** Opens a coordinator's definitions. The first call for a data dir creates the coordinator's id and generation. */
export async function openCoordinatorDefinitions(
  options: CoordinatorDefinitionsOptions,
): Promise<CoordinatorDefinitions> {
  const definitions = await openEmbeddedDefinitions({
    folder: options.folder,
    schemas: COORDINATOR_COLLECTIONS,
    textsOf,
    listsOf: historiesOf,
    textsIn: textsInHistory,
    damages: options.damages,
    onFatal: options.onFatal,
  });
  if ((await definitions.snapshot()).get('coordinator', 'coordinator') === undefined) {
    const id = CoordinatorId.parse(randomBytes(16).toString('base64url'));
    await definitions.change((draft) =>
      draft.put('coordinator', 'coordinator', { id, generation: 1, createdAt: options.now() }),
    );
  }
  await repairGeneration(definitions, options);
  return definitions;
}

/**
 * Resets a generation that is out of range. An older version let a runner raise the generation to 2^53, where it can no
 * longer increase.
 */
async function repairGeneration(
  definitions: CoordinatorDefinitions,
  { folder, damages }: CoordinatorDefinitionsOptions,
): Promise<void> {
  const { generation } = coordinatorOf(await definitions.snapshot());
  if (generation <= POSITION_LIMITS.generation) return;
  await definitions.change((draft) => {
    draft.put('coordinator', 'coordinator', { ...coordinatorOf(draft), generation: 1 });
  });
  damages.note(join(folder, 'definitions.json'), `its generation ${generation} is out of range; it is 1 now`);
}

/** Returns the hashes of the texts that records reference: jobs, inventories, sealed keys, ACL policies. */
export function textsOf(snapshot: CoordinatorSnapshot): string[] {
  const records = [
    ...snapshot.values('jobs'),
    ...snapshot.values('inventories'),
    ...snapshot.values('keys'),
    ...snapshot.values('aclFiles'),
  ];
  return records.map(({ textHash }) => textHash);
}

/** Returns the hashes of the texts that list the earlier revisions of jobs. */
export function historiesOf(snapshot: CoordinatorSnapshot): string[] {
  return snapshot.values('jobs').flatMap(({ historyHash }) => historyHash ?? []);
}

/** Returns the coordinator's own record, which opened definitions always contain. */
export function coordinatorOf(snapshot: CoordinatorSnapshot): CoordinatorRecord {
  const record = snapshot.get('coordinator', 'coordinator');
  if (record === undefined) throw new TypeError('the definitions were not opened as a coordinator’s');
  return record;
}

/** Returns the settings, with defaults for those that are not set. */
export function settingsOf(snapshot: CoordinatorSnapshot): Settings {
  return snapshot.get('settings', 'settings') ?? DEFAULT_SETTINGS;
}
