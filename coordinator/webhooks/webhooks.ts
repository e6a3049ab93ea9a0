import { randomUUID } from 'node:crypto';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type {
  CreateWebhook,
  SavedWebhook,
  UpdateWebhook,
  WebhookInfo,
} from '../../protocol/routes/shapes/webhook-shapes.ts';
import type { Caller } from '../access/caller.ts';
import { rolesProblem } from '../access/policy.ts';
import { hashToken, newTokenValue } from '../access/token-value.ts';
import { type Audit, actOf } from '../audit/audit.ts';
import type { KeyStorage } from '../keys/key-storage.ts';
import { webhookSeal } from '../keys/reseal-webhooks.ts';
import {
  type CoordinatorDefinitions,
  type CoordinatorDraft,
  type CoordinatorSnapshot,
  coordinatorOf,
} from '../store/definitions/coordinator-definitions.ts';
import type { WebhookRecord } from '../store/definitions/records/webhook-record.ts';
import type { Links } from '../views/links.ts';
import { checkedConfig, checkedPlugin } from './checked-webhook.ts';

const READ = { resource: 'webhook', action: 'read' } as const;
const UPDATE = { resource: 'webhook', action: 'update' } as const;
const CREATE_TOKEN = { resource: 'apitoken', action: 'create' } as const;

export interface WebhooksParts {
  readonly definitions: CoordinatorDefinitions;
  readonly keyStorage: Pick<KeyStorage, 'seal' | 'open'>;
  readonly audit: Audit;
  readonly links: Links;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Lists, creates, changes and deletes webhooks. */
export class Webhooks {
  readonly #parts: WebhooksParts;

  constructor(parts: WebhooksParts) {
    this.#parts = parts;
  }

  /** Throws `not-found` for a missing project. */
  async list(caller: Caller, project: ProjectName): Promise<WebhookInfo[]> {
    const snapshot = await this.#parts.definitions.snapshot();
    requireProject(caller, snapshot, project);
    return snapshot
      .values('webhooks')
      .filter((webhook) => webhook.project === project)
      .map((webhook) => this.#info(caller, webhook));
  }

  /** Throws `not-found`. */
  async get(caller: Caller, project: ProjectName, id: number): Promise<WebhookInfo> {
    const snapshot = await this.#parts.definitions.snapshot();
    requireProject(caller, snapshot, project);
    return this.#info(caller, webhookIn(snapshot, project, id));
  }

  /** Throws `not-found`, `webhook-plugin-unsupported`, `webhook-invalid`, `forbidden`. */
  async create(caller: Caller, project: ProjectName, asked: CreateWebhook): Promise<SavedWebhook> {
    const { principal } = caller;
    requireSameProject(project, asked.project);
    const user = asked.user ?? principal.user;
    const roles = asked.roles ?? principal.roles;
    requireOwnRights(caller, user, roles);
    const uuid = randomUUID();
    const token = newTokenValue();
    const authorization = asked.useAuth === true ? newTokenValue() : undefined;
    const webhook = await this.#parts.definitions.change((draft) => {
      requireProject(caller, draft, project);
      const id = nextId(draft);
      const eventPlugin = checkedPlugin(asked.eventPlugin);
      const time = this.#parts.now();
      this.#parts.audit(
        actOf(caller, 'webhook.create', { id: String(id), name: asked.name }, `of ${project}, for ${user}`),
        draft,
      );
      return draft.put('webhooks', String(id), {
        id,
        uuid,
        project,
        name: asked.name,
        user,
        roles: [...roles],
        ...limitOf(caller),
        creator: principal.user,
        enabled: asked.enabled ?? true,
        eventPlugin,
        config: checkedConfig(draft, { ...asked, project, eventPlugin, config: asked.config ?? {} }),
        tokenHash: hashToken(token),
        sealedToken: this.#parts.keyStorage.seal(token, webhookSeal(uuid)),
        ...(authorization === undefined ? {} : { authorizationHash: hashToken(authorization) }),
        createdAt: time,
        modifiedAt: time,
        modifiedBy: principal.user,
        revision: 0,
      });
    });
    return saved(webhook, authorization);
  }

  /** Throws `not-found`, `webhook-plugin-unsupported`, `webhook-invalid`, `forbidden`. */
  async update(
    caller: Caller,
    project: ProjectName,
    id: number,
    asked: UpdateWebhook,
  ): Promise<SavedWebhook> {
    requireSameProject(project, asked.project);
    let authorization: string | undefined;
    const webhook = await this.#parts.definitions.change((draft) => {
      requireProject(caller, draft, project);
      const before = webhookIn(draft, project, id);
      const { name = before.name, enabled = before.enabled, roles = before.roles } = asked;
      if (asked.roles !== undefined) requireOwnRights(caller, before.user, roles);
      const eventPlugin = checkedPlugin(asked.eventPlugin ?? before.eventPlugin);
      const isChecked = asked.config !== undefined || eventPlugin !== before.eventPlugin;
      const { authorizationHash: hash, ...kept } = before;
      const isNew = asked.useAuth === true && (asked.regenAuth === true || hash === undefined);
      authorization = isNew ? newTokenValue() : undefined;
      const authorizationHash =
        authorization === undefined ? (asked.useAuth === false ? undefined : hash) : hashToken(authorization);
      const detail = `of ${project}: ${Object.keys(asked).join(' ')}`;
      this.#parts.audit(actOf(caller, 'webhook.update', { id: String(id), name }, detail), draft);
      return draft.put('webhooks', String(id), {
        ...kept,
        name,
        enabled,
        roles: [...roles],
        ...limitOf(caller),
        eventPlugin,
        config: isChecked
          ? checkedConfig(draft, { name, project, eventPlugin, config: asked.config ?? before.config })
          : before.config,
        ...(authorizationHash === undefined ? {} : { authorizationHash }),
        modifiedAt: this.#parts.now(),
        modifiedBy: caller.principal.user,
      });
    });
    return saved(webhook, authorization);
  }

  /** Returns the name of the deleted webhook. Throws `not-found`. */
  async remove(caller: Caller, project: ProjectName, id: number): Promise<string> {
    return this.#parts.definitions.change((draft) => {
      requireProject(caller, draft, project);
      const { name } = webhookIn(draft, project, id);
      draft.remove('webhooks', String(id));
      this.#parts.audit(actOf(caller, 'webhook.delete', { id: String(id), name }, `of ${project}`), draft);
      return name;
    });
  }

  #info(caller: Caller, webhook: WebhookRecord): WebhookInfo {
    const { keyStorage, links } = this.#parts;
    const authToken = caller.may(UPDATE, { project: webhook.project })
      ? keyStorage.open(webhook.sealedToken, webhookSeal(webhook.uuid))
      : undefined;
    const warning = rolesProblem(webhook.roles);
    return {
      id: webhook.id,
      uuid: webhook.uuid,
      name: webhook.name,
      project: webhook.project,
      enabled: webhook.enabled,
      user: webhook.user,
      creator: webhook.creator,
      roles: webhook.roles.join(','),
      useAuth: webhook.authorizationHash !== undefined,
      regenAuth: false,
      eventPlugin: webhook.eventPlugin,
      config: { ...webhook.config },
      ...(authToken === undefined
        ? {}
        : { authToken, url: `${links.api(`/webhook/${authToken}`)}#${encodeURIComponent(webhook.name)}` }),
      ...(warning === undefined ? {} : { warning }),
    };
  }
}

/** A webhook of a token for some projects starts nothing elsewhere, even by job references. */
function limitOf({ principal: { projects } }: Caller): Pick<WebhookRecord, 'projects'> {
  return projects === undefined ? {} : { projects: [...projects] };
}

function saved({ id, uuid, roles }: WebhookRecord, authorization: string | undefined): SavedWebhook {
  const warning = rolesProblem(roles);
  return {
    msg: 'Saved webhook',
    uuid,
    id,
    ...(authorization === undefined ? {} : { generatedSecurityString: authorization }),
    ...(warning === undefined ? {} : { warning }),
  };
}

function requireProject(caller: Caller, snapshot: CoordinatorSnapshot, project: ProjectName): void {
  if (snapshot.get('projects', project) === undefined || !caller.may(READ, { project }))
    throw new OutrunnerError('not-found', { kind: 'Project', name: project });
}

function webhookIn(snapshot: CoordinatorSnapshot, project: ProjectName, id: number): WebhookRecord {
  const webhook = snapshot.get('webhooks', String(id));
  if (webhook?.project !== project) throw new OutrunnerError('not-found', { kind: 'Webhook', name: id });
  return webhook;
}

function requireSameProject(project: ProjectName, named: string | undefined): void {
  if (named === undefined || named === project) return;
  throw new OutrunnerError('invalid-input', {
    what: 'The field "project"',
    problem: `it names "${named}", but the path names "${project}"`,
    remedy: 'Leave one of them out.',
  });
}

/** Throws `forbidden` if the webhook would have rights that the caller lacks, unless the caller may create tokens. */
function requireOwnRights(caller: Caller, user: string, roles: readonly string[]): void {
  const { principal } = caller;
  if (user === principal.user && roles.every((role) => principal.roles.includes(role))) return;
  caller.require(CREATE_TOKEN);
}

/**
 * Issues an id. The id of a deleted webhook is not used again, because a client that still knows the id would change
 * another webhook.
 */
function nextId(draft: CoordinatorDraft): number {
  const coordinator = coordinatorOf(draft);
  const id = (coordinator.lastWebhook ?? 0) + 1;
  draft.put('coordinator', 'coordinator', { ...coordinator, lastWebhook: id });
  return id;
}
