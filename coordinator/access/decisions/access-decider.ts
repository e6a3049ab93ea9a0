import { groupBy } from '../../../support/records/group-by.ts';
import type { AccessResource } from './access-conditions.ts';
import type { AccessRule, AccessSubjectNames } from './access-rules.ts';

/** Maximum number of remembered combinations of subject and project. */
const MOST_REMEMBERED = 1_000;
/** Maximum number of rule references in all remembered combinations together. */
const MOST_REMEMBERED_RULES = 200_000;

/** The question of one decision. */
export interface AccessCheck {
  /** The project of the context; undefined for the application. */
  readonly project: string | undefined;
  readonly resource: AccessResource;
  readonly action: string;
}

/**
 * The result of a decision, with the rule that made it. `denied`: a rule denies the action. `rejected`: no rule allows
 * it.
 */
export type AccessDecision =
  | { readonly kind: 'allowed' | 'denied'; readonly rule: AccessRule }
  | { readonly kind: 'rejected' };

const REJECTED: AccessDecision = { kind: 'rejected' };

type RulesByType = ReadonlyMap<string, readonly AccessRule[]>;

/**
 * Decides by a fixed list of rules, in Rundeck's order: a rule that denies wins over rules that allow, and what no rule
 * allows is rejected. Remembers the rules that apply to recent subjects in recent projects, so that a decision usually
 * compares only the rules of one resource type.
 */
export class AccessDecider {
  readonly #rules: readonly AccessRule[];
  readonly #remembered = new Map<string, RulesByType>();
  #rememberedRules = 0;

  constructor(rules: readonly AccessRule[]) {
    // Denials first, so that the first rule that covers a question decides it.
    this.#rules = rules.toSorted((one, other) => rank(one) - rank(other));
  }

  decide(who: AccessSubjectNames, { project, resource, action }: AccessCheck): AccessDecision {
    const rules = this.#rulesFor(who, project).get(resource.type) ?? [];
    const rule = rules.find(
      ({ actions, covers }) => (actions.has(action) || actions.has('*')) && covers(resource),
    );
    return rule === undefined ? REJECTED : { kind: rule.effect === 'allow' ? 'allowed' : 'denied', rule };
  }

  /** Whether a rule allows something to the subject in some context. Denials are not considered. */
  grantsAnything(who: AccessSubjectNames): boolean {
    return this.#rules.some(({ effect, appliesTo }) => effect === 'allow' && appliesTo(who));
  }

  #rulesFor(who: AccessSubjectNames, project: string | undefined): RulesByType {
    const key = JSON.stringify([project ?? null, who.user, ...who.roles]);
    const known = this.#remembered.get(key);
    if (known !== undefined) return known;
    const applying = this.#rules.filter(
      ({ appliesTo, isInContext }) => isInContext(project) && appliesTo(who),
    );
    if (
      this.#remembered.size >= MOST_REMEMBERED ||
      this.#rememberedRules + applying.length > MOST_REMEMBERED_RULES
    ) {
      this.#remembered.clear();
      this.#rememberedRules = 0;
    }
    const byType = groupBy(applying, ({ type }) => type);
    this.#remembered.set(key, byType);
    this.#rememberedRules += applying.length;
    return byType;
  }
}

function rank({ effect }: AccessRule): number {
  return effect === 'deny' ? 0 : 1;
}
