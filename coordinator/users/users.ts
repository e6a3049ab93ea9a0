import type { UserProfile } from '../../protocol/entities/user-profile.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ModifyUser, UserInfo, UserRoles } from '../../protocol/routes/shapes/user-shapes.ts';
import type { Caller } from '../access/caller.ts';
import { type Audit, actOf } from '../audit/audit.ts';
import type {
  CoordinatorDefinitions,
  CoordinatorSnapshot,
} from '../store/definitions/coordinator-definitions.ts';

export interface UsersParts {
  readonly definitions: CoordinatorDefinitions;
  readonly audit: Audit;
}

/** The users of the coordinator: those with a token or a profile, and the caller. */
export class Users {
  readonly #parts: UsersParts;

  constructor(parts: UsersParts) {
    this.#parts = parts;
  }

  async list(caller: Caller): Promise<UserInfo[]> {
    const snapshot = await this.#parts.definitions.snapshot();
    return [...loginsIn(snapshot, caller)].toSorted().map((login) => infoIn(snapshot, login));
  }

  async own(caller: Caller): Promise<UserInfo> {
    return infoIn(await this.#parts.definitions.snapshot(), caller.principal.user);
  }

  /** Throws `not-found` for a login without token and profile. */
  async get(caller: Caller, login: string): Promise<UserInfo> {
    const snapshot = await this.#parts.definitions.snapshot();
    if (!loginsIn(snapshot, caller).has(login))
      throw new OutrunnerError('not-found', { kind: 'User', name: login });
    return infoIn(snapshot, login);
  }

  /** Changes the profile of a user, who need not have a token yet. */
  async modify(caller: Caller, login: string, asked: ModifyUser): Promise<UserInfo> {
    const profile = await this.#parts.definitions.change((draft) => {
      const before = draft.get('users', login) ?? {
        login,
        firstName: '',
        lastName: '',
        email: '',
        revision: 0,
      };
      this.#parts.audit(actOf(caller, 'user.update', login, Object.keys(asked).join(' ')), draft);
      const { firstName = before.firstName, lastName = before.lastName, email = before.email } = asked;
      return draft.put('users', login, { ...before, firstName, lastName, email });
    });
    return infoOf(profile);
  }

  roles({ principal }: Caller): UserRoles {
    return { roles: [...principal.roles] };
  }
}

function loginsIn(snapshot: CoordinatorSnapshot, { principal }: Caller): ReadonlySet<string> {
  return new Set([
    principal.user,
    ...snapshot.values('tokens').map(({ user }) => user),
    ...snapshot.values('users').map(({ login }) => login),
  ]);
}

function infoIn(snapshot: CoordinatorSnapshot, login: string): UserInfo {
  const profile = snapshot.get('users', login);
  return profile === undefined ? { login, firstName: '', lastName: '', email: '' } : infoOf(profile);
}

function infoOf({ revision: _, ...info }: UserProfile): UserInfo {
  return info;
}
