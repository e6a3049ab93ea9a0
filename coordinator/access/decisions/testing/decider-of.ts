import type { ProjectName } from '../../../../protocol/ids.ts';
import { ownValue } from '../../../../support/records/own-value.ts';
import { readPolicyFile } from '../../policies/format/read-policy-file.ts';
import { AccessDecider, type AccessDecision } from '../access-decider.ts';
import { accessRules } from '../access-rules.ts';

/** A question of a test: `properties` belong to the resource, whose type is the first item of `on`. */
export interface Asked {
  readonly user?: string;
  readonly roles?: readonly string[];
  readonly project?: string;
  readonly action: string;
  readonly on: readonly [type: string, properties?: Readonly<Record<string, string>>];
}

/** Returns a function that decides by the policies of a text. Throws if the text has problems. */
export function deciderOf(text: string, project?: ProjectName): (asked: Asked) => AccessDecision {
  const { policies, problems } = readPolicyFile(text, project);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const decider = new AccessDecider(accessRules({ name: 'test.aclpolicy', hasLines: true, policies }));
  return ({ user = 'somebody', roles = [], project: context, action, on: [type, properties = {}] }) =>
    decider.decide(
      { user, roles },
      { project: context, action, resource: { type, property: (name) => ownValue(properties, name) } },
    );
}
