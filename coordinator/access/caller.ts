import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { AccessQuestion } from '../../protocol/routes/access.ts';
import type { AccessSubject, Policy, Principal } from './policy.ts';

/** The principal of a call, with the policy that decides what this principal may see and do. */
export class Caller {
  readonly principal: Principal;
  readonly #policy: Policy;

  constructor(principal: Principal, policy: Policy) {
    this.principal = principal;
    this.#policy = policy;
  }

  may(question: AccessQuestion, subject?: AccessSubject): boolean {
    return this.#policy(this.principal, question, subject);
  }

  /** Throws `forbidden` if the policy denies the access. */
  require(question: AccessQuestion, subject?: AccessSubject): void {
    if (this.may(question, subject)) return;
    throw new OutrunnerError('forbidden', { action: question.action, resource: question.resource });
  }
}
