import { randomUUID } from 'node:crypto';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { parseTokenDuration } from '../../protocol/routes/shapes/token-duration.ts';
import type { CreateToken, RemovedTokens, TokenInfo } from '../../protocol/routes/shapes/token-shapes.ts';
import { isoSeconds } from '../../support/time/iso-seconds.ts';
import { type Audit, actOf } from '../audit/audit.ts';
import { addressList } from '../network/addresses.ts';
import { type CoordinatorDefinitions, settingsOf } from '../store/definitions/coordinator-definitions.ts';
import { type ApiToken, isTokenExpired } from '../store/definitions/records/api-token.ts';
import type { Caller } from './caller.ts';
import type { PolicyBook } from './decisions/policy-book.ts';
import { idleRolesWarning, isAdministrator, type Principal } from './policy.ts';
import { mayCreateAnyToken, tokenExcess } from './token-bounds.ts';
import type { TokenUses } from './token-uses.ts';
import { hashToken, newTokenValue } from './token-value.ts';

const READ = { resource: 'apitoken', action: 'read' } as const;

export interface TokensParts {
  readonly definitions: CoordinatorDefinitions;
  readonly uses: Pick<TokenUses, 'last'>;
  readonly policies: Pick<PolicyBook, 'grantsAnything'>;
  readonly audit: Audit;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Lists, creates and deletes API tokens for callers. */
export class Tokens {
  readonly #parts: TokensParts;

  constructor(parts: TokensParts) {
    this.#parts = parts;
  }

  async list(caller: Caller, user?: string): Promise<TokenInfo[]> {
    if (!caller.may(READ)) return [];
    const tokens = (await this.#parts.definitions.snapshot()).values('tokens');
    return tokens
      .filter((token) => user === undefined || token.user === user)
      .map((token) => this.#info(token));
  }

  /**
   * Creates a token for `user`, else for the user in the request, else for the caller. The token is limited to the
   * projects and networks of the caller unless the request contains narrower ones. No later answer contains the token
   * value.
   *
   * Throws `invalid-input`, `not-found` for a project, and `token-too-wide` if the token would permit more than the
   * caller's own token.
   */
  async create(caller: Caller, asked: CreateToken, user?: string): Promise<TokenInfo> {
    const { principal } = caller;
    if (user !== undefined && asked.user !== undefined && user !== asked.user) {
      throw new OutrunnerError('invalid-input', {
        what: 'The field "user"',
        problem: `it names "${asked.user}", but the path names "${user}"`,
        remedy: 'Leave one of them out.',
      });
    }
    const value = newTokenValue();
    const roles = (asked.roles ?? ['*']).map((role) => role.trim()).filter((role) => role !== '');
    const { projects = principal.projects, networks = principal.networks } = asked;
    addressList(networks ?? [], 'The network');
    const now = this.#parts.now();
    const token = await this.#parts.definitions.change((draft) => {
      const expiresAt = expiryOf(asked, principal, settingsOf(draft).tokens.validSeconds, now);
      const missing = asked.projects?.find((name) => draft.get('projects', name) === undefined);
      if (missing !== undefined) throw new OutrunnerError('not-found', { kind: 'Project', name: missing });
      const made: ApiToken = {
        id: randomUUID(),
        tokenHash: hashToken(value),
        user: user ?? asked.user ?? principal.user,
        creator: principal.user,
        name: asked.name ?? '',
        roles: roles.length === 0 || roles.includes('*') ? [...principal.roles] : roles,
        createdAt: now,
        byPolicies: true,
        ...(expiresAt === undefined ? {} : { expiresAt }),
        ...(projects === undefined ? {} : { projects: [...new Set(projects)] }),
        ...(networks === undefined ? {} : { networks: [...new Set(networks)] }),
      };
      const problem = tokenExcess(principal, made);
      if (problem !== undefined) throw new OutrunnerError('token-too-wide', { problem });
      draft.put('tokens', made.id, made);
      this.#parts.audit(actOf(caller, 'token.create', made.id, detailOf(made)), draft);
      return made;
    });
    const isIdle = !isAdministrator(token) && !this.#parts.policies.grantsAnything(token);
    const warning = isIdle ? idleRolesWarning(token.roles) : undefined;
    return { ...this.#info(token), token: value, ...(warning === undefined ? {} : { warning }) };
  }

  /** Throws `not-found`. */
  async get(caller: Caller, id: string): Promise<TokenInfo> {
    const token = (await this.#parts.definitions.snapshot()).get('tokens', id);
    if (token === undefined || !caller.may(READ))
      throw new OutrunnerError('not-found', { kind: 'Token', name: id });
    return this.#info(token);
  }

  /** Throws `not-found`. */
  async remove(caller: Caller, id: string): Promise<void> {
    await this.#parts.definitions.change((draft) => {
      const token = draft.get('tokens', id);
      if (token === undefined) throw new OutrunnerError('not-found', { kind: 'Token', name: id });
      draft.remove('tokens', id);
      this.#parts.audit(actOf(caller, 'token.delete', id, `for ${token.user}`), draft);
    });
  }

  /** Deletes the expired tokens of a user, or of all users for `*`. */
  async removeExpired(caller: Caller, user: string): Promise<RemovedTokens> {
    const now = this.#parts.now();
    const count = await this.#parts.definitions.change((draft) => {
      const expired = draft
        .values('tokens')
        .filter((token) => (user === '*' || token.user === user) && isTokenExpired(token, now));
      if (expired.length === 0) return 0;
      for (const { id } of expired) draft.remove('tokens', id);
      const ids = expired.map(({ id }) => id).join(', ');
      this.#parts.audit(actOf(caller, 'token.delete-expired', user, `${expired.length}: ${ids}`), draft);
      return expired.length;
    });
    return { count, message: `Removed ${count} expired tokens` };
  }

  #info(token: ApiToken): TokenInfo {
    const { expiresAt, projects, networks } = token;
    const last = this.#parts.uses.last(token.id);
    return {
      id: token.id,
      user: token.user,
      name: token.name,
      roles: [...token.roles],
      creator: token.creator,
      expiration: expiresAt === undefined ? null : isoSeconds(expiresAt),
      expired: isTokenExpired(token, this.#parts.now()),
      ...(projects === undefined ? {} : { projects: [...projects] }),
      ...(networks === undefined ? {} : { networks: [...networks] }),
      lastUsed: last === undefined ? null : isoSeconds(last),
    };
  }
}

/**
 * Returns when a new token expires, epoch ms. A default validity ends with the token of the creator at the latest,
 * unless the creator may create any token.
 */
function expiryOf(
  { duration = '' }: CreateToken,
  creator: Principal,
  defaultSeconds: number,
  now: number,
): number | undefined {
  if (duration === '') {
    const own = (mayCreateAnyToken(creator) ? undefined : creator.expiresAt) ?? Number.POSITIVE_INFINITY;
    const ends = defaultSeconds === 0 ? own : Math.min(own, now + defaultSeconds * 1000);
    return Number.isFinite(ends) ? ends : undefined;
  }
  const milliseconds = parseTokenDuration(duration);
  return milliseconds === 0 ? undefined : now + milliseconds;
}

function detailOf({ user, roles, projects, networks, expiresAt }: ApiToken): string {
  const parts = [
    `for ${user}`,
    `roles ${roles.join(', ')}`,
    ...(projects === undefined ? [] : [`in ${projects.join(', ')}`]),
    ...(networks === undefined ? [] : [`from ${networks.join(', ')}`]),
    expiresAt === undefined ? 'without expiration' : `until ${isoSeconds(expiresAt)}`,
  ];
  return parts.join('; ');
}
