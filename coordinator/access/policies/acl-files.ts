import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../../protocol/ids.ts';
import type { Actions } from '../../../protocol/routes/access.ts';
import type {
  PolicyContents,
  PolicyListing,
  PolicyName,
} from '../../../protocol/routes/shapes/acl-shapes.ts';
import { type Audit, actOf } from '../../audit/audit.ts';
import type { Projects } from '../../projects/projects.ts';
import type {
  CoordinatorDefinitions,
  CoordinatorDraft,
} from '../../store/definitions/coordinator-definitions.ts';
import { type AclFileRecord, aclFileKey } from '../../store/definitions/records/acl-file-record.ts';
import type { Links } from '../../views/links.ts';
import type { Caller } from '../caller.ts';
import { requireValidPolicies } from './require-valid-policies.ts';

/** Maximum number of files of the system, and of each project. */
export const MOST_ACL_FILES = 1000;

export interface AclFilesParts {
  readonly definitions: CoordinatorDefinitions;
  readonly projects: Pick<Projects, 'get'>;
  /** Resolves once the policy book has read all stored policies. */
  readonly policiesLoaded: () => Promise<void>;
  readonly audit: Audit;
  readonly links: Links;
  /** Epoch ms. */
  readonly now: () => number;
}

/** The owner of a file: a project, or undefined for the system. */
export type AclScope = ProjectName | undefined;

/**
 * Stores the ACL policy files of the system and of projects. A change resolves once it decides.
 */
export class AclFiles {
  readonly #parts: AclFilesParts;

  constructor(parts: AclFilesParts) {
    this.#parts = parts;
  }

  /** Throws `not-found` for a missing project. */
  async list(caller: Caller, scope: AclScope): Promise<PolicyListing> {
    await this.#require(caller, 'read', scope);
    const { links } = this.#parts;
    const path = scope === undefined ? '/system/acl' : `/project/${encodeURIComponent(scope)}/acl`;
    const href = (name: string) => links.api(`${path}/${encodeURIComponent(name)}`);
    const names = (await this.records(scope)).map(({ name }) => name).toSorted();
    const resources = names.map((name) => ({ path: name, type: 'file' as const, href: href(name), name }));
    return { path: '', type: 'directory', href: links.api(`${path}/`), resources };
  }

  /** Throws `not-found`. */
  async get(caller: Caller, scope: AclScope, name: PolicyName): Promise<PolicyContents> {
    await this.#require(caller, 'read', scope);
    const record = await this.#find(scope, name);
    if (record === undefined) throw missing(name);
    return { contents: await this.#parts.definitions.text(record.textHash) };
  }

  /** Throws `not-found` for a missing project, `already-exists`, `policy-invalid`, `too-many-policies`. */
  async create(
    caller: Caller,
    scope: AclScope,
    name: PolicyName,
    { contents }: PolicyContents,
  ): Promise<PolicyContents> {
    await this.#require(caller, 'create', scope);
    if ((await this.#find(scope, name)) !== undefined) throw taken(name);
    return this.#put(caller, scope, name, contents, (draft) => {
      if (draft.get('aclFiles', aclFileKey(scope, name)) !== undefined) throw taken(name);
      const count = draft.values('aclFiles').filter(({ project }) => project === scope).length;
      if (count < MOST_ACL_FILES) return 'acl.create';
      const where = scope === undefined ? 'The system' : `Project ${scope}`;
      throw new OutrunnerError('too-many-policies', { where, limit: MOST_ACL_FILES });
    });
  }

  /** Throws `not-found`, `policy-invalid`. */
  async replace(
    caller: Caller,
    scope: AclScope,
    name: PolicyName,
    { contents }: PolicyContents,
  ): Promise<PolicyContents> {
    await this.#require(caller, 'update', scope);
    if ((await this.#find(scope, name)) === undefined) throw missing(name);
    return this.#put(caller, scope, name, contents, (draft) => {
      if (draft.get('aclFiles', aclFileKey(scope, name)) === undefined) throw missing(name);
      return 'acl.update';
    });
  }

  /** Throws `not-found`. */
  async remove(caller: Caller, scope: AclScope, name: PolicyName): Promise<void> {
    await this.#require(caller, 'delete', scope);
    await this.#parts.definitions.change((draft) => {
      const key = aclFileKey(scope, name);
      if (!draft.remove('aclFiles', key)) throw missing(name);
      this.#parts.audit(actOf(caller, 'acl.delete', key), draft);
    });
    await this.#parts.policiesLoaded();
  }

  /** Returns the records of a scope, in the order in which they were created. */
  async records(scope: AclScope): Promise<readonly AclFileRecord[]> {
    const snapshot = await this.#parts.definitions.snapshot();
    return snapshot.values('aclFiles').filter(({ project }) => project === scope);
  }

  /**
   * Validates and stores a file. `check` returns the name of the audited act, or throws if the file must not be stored.
   */
  async #put(
    caller: Caller,
    scope: AclScope,
    name: PolicyName,
    contents: string,
    check: (draft: CoordinatorDraft) => string,
  ): Promise<PolicyContents> {
    requireValidPolicies(name, contents, scope);
    const { definitions, audit, now } = this.#parts;
    const [textHash = ''] = await definitions.keepTexts([contents]);
    await definitions.change((draft) => {
      const act = check(draft);
      requireProject(draft, scope);
      const key = aclFileKey(scope, name);
      audit(actOf(caller, act, key), draft);
      const made = { modifiedAt: now(), modifiedBy: caller.principal.user };
      const { createdAt = made.modifiedAt, createdBy = made.modifiedBy } = draft.get('aclFiles', key) ?? {};
      const owner = scope === undefined ? {} : { project: scope };
      draft.put('aclFiles', key, { ...owner, name, textHash, createdAt, createdBy, ...made, revision: 0 });
    });
    await this.#parts.policiesLoaded();
    return { contents };
  }

  async #find(scope: AclScope, name: PolicyName): Promise<AclFileRecord | undefined> {
    return (await this.#parts.definitions.snapshot()).get('aclFiles', aclFileKey(scope, name));
  }

  /** Throws `not-found` for a missing project, and `forbidden`. */
  async #require(caller: Caller, action: Actions['acl'], scope: AclScope): Promise<void> {
    if (scope !== undefined) await this.#parts.projects.get(caller, scope);
    caller.require({ resource: 'acl', action }, scope === undefined ? {} : { project: scope });
  }
}

/** Throws `not-found` if the project was deleted since the caller's access was checked. */
function requireProject(draft: CoordinatorDraft, scope: AclScope): void {
  if (scope !== undefined && draft.get('projects', scope) === undefined)
    throw new OutrunnerError('not-found', { kind: 'Project', name: scope });
}

function missing(name: PolicyName): OutrunnerError {
  return new OutrunnerError('not-found', { kind: 'ACL policy', name });
}

function taken(name: PolicyName): OutrunnerError {
  return new OutrunnerError('already-exists', { kind: 'ACL policy', name });
}
