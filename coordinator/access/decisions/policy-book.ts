import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import type { CoordinatorDefinitions } from '../../store/definitions/coordinator-definitions.ts';
import { type AclFileRecord, aclFileKey } from '../../store/definitions/records/acl-file-record.ts';
import { readPolicyFile } from '../policies/format/read-policy-file.ts';
import { isAdministrator, type Policy } from '../policy.ts';
import { type AccessCheck, AccessDecider, type AccessDecision } from './access-decider.ts';
import { type AccessRule, type AccessSubjectNames, accessRules } from './access-rules.ts';
import { readyMadeRoles } from './ready-made-roles.ts';
import { requiredCheck } from './required-check.ts';

export interface PolicyBookParts {
  readonly definitions: Pick<CoordinatorDefinitions, 'subscribe' | 'snapshot' | 'text'>;
  /** Called if stored policies cannot be read. */
  readonly onProblem: (problem: string) => void;
}

interface CompiledFile {
  readonly textHash: string;
  readonly rules: readonly AccessRule[];
}

/** Decides by the ready-made roles and the stored ACL policies. After a change, reads only the changed policies. */
export class PolicyBook {
  readonly #parts: PolicyBookParts;
  readonly #readyMade = accessRules(readyMadeRoles());
  #compiled: ReadonlyMap<string, CompiledFile> = new Map();
  /** Undefined while stored policies cannot be read, because a policy that denies something may be missing. */
  #decider: AccessDecider | undefined;
  #loading: Promise<void> = Promise.resolve();
  readonly #stop: () => void;

  private constructor(parts: PolicyBookParts) {
    this.#parts = parts;
    this.#stop = parts.definitions.subscribe(({ changed }) => {
      if (changed.some(({ collection }) => collection === 'aclFiles')) this.#reload();
    });
  }

  static async open(parts: PolicyBookParts): Promise<PolicyBook> {
    const book = new PolicyBook(parts);
    book.#reload();
    await book.loaded();
    return book;
  }

  /** Returns the decision of the policies. Throws `policies-unreadable`. */
  decide(who: AccessSubjectNames, check: AccessCheck): AccessDecision {
    if (this.#decider === undefined) throw new OutrunnerError('policies-unreadable');
    return this.#decider.decide(who, check);
  }

  /**
   * Allows everything to administrators. Asks the policies for other principals whose token permits that, and allows
   * nothing while the policies cannot be read.
   */
  readonly policy: Policy = (principal, question, subject = {}) => {
    if (isAdministrator(principal)) return true;
    const decider = this.#decider;
    if (principal.byPolicies !== true || decider === undefined) return false;
    const required = requiredCheck(question, subject);
    if (required === undefined) return false;
    const { anyOf, ...check } = required;
    return anyOf.some((action) => decider.decide(principal, { ...check, action }).kind === 'allowed');
  };

  /** Whether a policy allows something to the subject. */
  grantsAnything(who: AccessSubjectNames): boolean {
    return this.#decider?.grantsAnything(who) === true;
  }

  /** Resolves once decisions reflect all changes that were committed before the call. */
  loaded(): Promise<void> {
    return this.#loading;
  }

  close(): void {
    this.#stop();
  }

  #reload(): void {
    this.#loading = this.#loading.then(async () => {
      try {
        await this.#load();
      } catch (error) {
        this.#decider = undefined;
        this.#parts.onProblem(problemOf(error));
      }
    });
  }

  async #load(): Promise<void> {
    const records = (await this.#parts.definitions.snapshot()).values('aclFiles');
    const compiled = new Map<string, CompiledFile>();
    for (const record of records) {
      const key = aclFileKey(record.project, record.name);
      const known = this.#compiled.get(key);
      const isCurrent = known?.textHash === record.textHash;
      compiled.set(key, isCurrent ? known : await this.#compile(record));
    }
    this.#compiled = compiled;
    const stored = [...compiled.values()].flatMap(({ rules }) => rules);
    this.#decider = new AccessDecider([...this.#readyMade, ...stored]);
  }

  async #compile({ name, project, textHash }: AclFileRecord): Promise<CompiledFile> {
    const text = await this.#parts.definitions.text(textHash);
    const { policies, problems } = readPolicyFile(text, project);
    const [problem] = problems;
    const source = project === undefined ? `system policy ${name}` : `policy ${name} of project ${project}`;
    if (problem !== undefined) throw new Error(`${source}, line ${problem.line}: ${problem.message}`);
    return { textHash, rules: accessRules({ name: source, hasLines: true, policies }) };
  }
}
