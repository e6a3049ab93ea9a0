import type { AccessQuestion } from '../../../protocol/routes/access.ts';
import { ownValue } from '../../../support/records/own-value.ts';
import type { AccessSubject } from '../policy.ts';
import type { AccessResource } from './access-conditions.ts';

/** The resource of a question, in Rundeck's terms. The policies must allow one of the actions. */
export interface RequiredCheck {
  /** The project of the context; undefined for the application. */
  readonly project: undefined;
  readonly resource: AccessResource;
  readonly anyOf: readonly string[];
}

/**
 * Returns the decision that a question needs. Undefined if only administrators may: policies do not decide the question
 * yet, or the subject lacks the properties that they compare.
 */
export function requiredCheck(
  question: AccessQuestion,
  { project }: AccessSubject,
): RequiredCheck | undefined {
  switch (`${question.resource} ${question.action}`) {
    case 'system read':
      return inApplication('resource', { kind: 'system' }, ['read', 'admin']);
    case 'system metrics':
      return inApplication('resource', { kind: 'system' }, ['metrics', 'read', 'admin']);
    case 'project read':
      return project && inApplication('project', { name: project }, ['read', 'admin']);
    case 'runner read':
      return project === undefined
        ? inApplication('resource', { kind: 'runner' }, ['read', 'admin'])
        : undefined;
    default:
      return undefined;
  }
}

function inApplication(
  type: string,
  properties: Readonly<Record<string, string>>,
  anyOf: readonly string[],
): RequiredCheck {
  const resource = { type, property: (name: string) => ownValue(properties, name) };
  return { project: undefined, resource, anyOf };
}
