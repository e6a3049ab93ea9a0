import type { ProjectName } from '../../../protocol/ids.ts';
import type { AccessQuestion } from '../../../protocol/routes/access.ts';
import { ownValue } from '../../../support/records/own-value.ts';
import type { AccessSubject } from '../policy.ts';
import type { AccessResource } from './access-conditions.ts';

/** The resource of a question, in Rundeck's terms. The policies must allow one of the actions. */
export interface RequiredCheck {
  /** The project of the context; undefined for the application. */
  readonly project: ProjectName | undefined;
  readonly resource: AccessResource;
  readonly anyOf: readonly string[];
}

/**
 * Returns the decision that a question needs. Undefined if only administrators may: policies do not decide the question
 * yet, or the subject lacks the properties that they compare.
 */
export function requiredCheck(
  question: AccessQuestion,
  { project, job }: AccessSubject,
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
    case 'job read':
      return aboutJob(project, job, ['read']);
    case 'job view':
      return aboutJob(project, job, ['read', 'view']);
    case 'execution read':
      return aboutExecution(project, job, { ofJob: ['read', 'view'], adhoc: ['read'] });
    case 'execution kill':
      return aboutExecution(project, job, { ofJob: ['kill'], adhoc: ['kill'] });
    default:
      return undefined;
  }
}

function aboutExecution(
  project: ProjectName | undefined,
  job: AccessSubject['job'],
  actions: { readonly ofJob: readonly string[]; readonly adhoc: readonly string[] },
): RequiredCheck | undefined {
  if (job !== 'adhoc') return aboutJob(project, job, actions.ofJob);
  return project && { project, resource: resourceOf('adhoc', {}), anyOf: actions.adhoc };
}

function aboutJob(
  project: ProjectName | undefined,
  job: AccessSubject['job'],
  anyOf: readonly string[],
): RequiredCheck | undefined {
  if (project === undefined || job === undefined || job === 'adhoc') return undefined;
  const { id, group, name } = job;
  return { project, resource: resourceOf('job', { uuid: id, group, name }), anyOf };
}

function inApplication(
  type: string,
  properties: Readonly<Record<string, string>>,
  anyOf: readonly string[],
): RequiredCheck {
  return { project: undefined, resource: resourceOf(type, properties), anyOf };
}

function resourceOf(type: string, properties: Readonly<Record<string, string>>): AccessResource {
  return { type, property: (name) => ownValue(properties, name) };
}
