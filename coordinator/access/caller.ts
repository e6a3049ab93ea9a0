import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { AccessQuestion } from '../../protocol/routes/access.ts';
import { type AccessSubject, isAdministrator, type Policy, type Principal } from './policy.ts';
import { type CalledRoute, isRouteWithin } from './project-limit.ts';
import { routeDecision } from './route-decision.ts';

/** The principal of a call, with the policy that decides what this principal may see and do. */
export class Caller {
  readonly principal: Principal;
  readonly #policy: Policy;

  constructor(principal: Principal, policy: Policy) {
    this.principal = principal;
    this.#policy = policy;
  }

  /** A token for some projects permits nothing about other projects, nor about things of no project. */
  may(question: AccessQuestion, subject?: AccessSubject): boolean {
    const { projects } = this.principal;
    const isWithin =
      projects === undefined || (subject?.project !== undefined && projects.includes(subject.project));
    return isWithin && this.#policy(this.principal, question, subject);
  }

  /** Throws `forbidden` if the policy denies the access. */
  require(question: AccessQuestion, subject?: AccessSubject): void {
    if (!this.may(question, subject)) throw forbidden(question);
  }

  /** Checks a call before its handler runs. Throws `forbidden`. */
  requireRoute(route: CalledRoute): void {
    const { projects } = this.principal;
    if (projects !== undefined && !isRouteWithin(projects, route)) throw forbidden(route.access);
    if (isAdministrator(this.principal)) return;
    const decision = routeDecision(route.name);
    if (decision === 'handler') return;
    if (decision === 'route' && this.#policy(this.principal, route.access)) return;
    throw forbidden(route.access);
  }
}

function forbidden({ action, resource }: AccessQuestion): OutrunnerError {
  return new OutrunnerError('forbidden', { action, resource });
}
