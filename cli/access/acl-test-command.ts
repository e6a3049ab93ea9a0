import type { Command } from 'commander';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { AclTest, AclTestResult } from '../../protocol/routes/shapes/acl-test-shapes.ts';
import { collectAssignment } from '../arguments/assignments.ts';
import { projectOption } from '../arguments/project-option.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { EXIT } from '../session/exit-codes.ts';
import { print } from '../session/print.ts';
import { projectOf } from '../session/session.ts';

interface TestOptions {
  readonly as: string;
  readonly role: readonly string[];
  readonly project?: string;
  readonly set: Readonly<Record<string, string>>;
}

/** Types of resources that Rundeck decides only in the context of a project, or only in that of the application. */
const IN_PROJECTS = ['job', 'node', 'adhoc'];
const IN_APPLICATION = ['project', 'project_acl', 'apitoken'];

/** Declares `outrunner acl test`. */
export function aclTestCommand(group: Command, host: Host): void {
  clientAction<[string, string, TestOptions]>(
    host,
    group
      .command('test')
      .argument('<action>', 'such as run')
      .argument(
        '<resource>',
        'TYPE or TYPE:NAME, such as job:group/name, node:web1, storage:keys/db, resource:system',
      )
      .description(
        'ask the ACL policies, and print the rule that decides; exits with 1 if the action is refused',
      )
      .requiredOption('--as <user>', 'the user')
      .requiredOption('--role <role>', 'a role of the user; repeat it for further roles', collectRole)
      .option(
        '--set <name=value>',
        'a further property of the resource, such as tags=db,web',
        collectAssignment,
        {},
      )
      .option(...projectOption('the project of the context (default: the application)')),
    async (session, action, resource, options) => {
      const { role, set } = options;
      const { type, properties } = resourceOf(resource, set);
      const context = contextOf(type, options);
      const asked = { user: options.as, roles: [...role], action, type, properties, ...context };
      const result = await session.client.testPolicies({ body: asked });
      await print(session, result, (it) => explanation(asked, resource, it));
      host.exit = isAllowed(result) ? EXIT.succeeded : EXIT.failed;
    },
  );
}

function collectRole(role: string, before: readonly string[] = []): readonly string[] {
  return [...before, role];
}

function contextOf(type: string, { project }: TestOptions): Pick<AclTest, 'project'> {
  if (project === undefined && IN_PROJECTS.includes(type))
    throw usage(`A resource of the type ${type} belongs to a project.`, 'Name it with -p.');
  if (project !== undefined && IN_APPLICATION.includes(type))
    throw usage(`A resource of the type ${type} does not belong to a project.`, 'Leave out -p.');
  return project === undefined ? {} : { project: projectOf(project, {}) };
}

/** Returns the resource that the argument names, with the properties that Rundeck compares. */
function resourceOf(
  argument: string,
  further: Readonly<Record<string, string>>,
): Pick<AclTest, 'type' | 'properties'> {
  const [, type = '', name] = /^([^:]+)(?::(.*))?$/s.exec(argument) ?? [];
  if (type === '') throw usage(`"${argument}" is not TYPE or TYPE:NAME.`, 'Use for example job:group/name.');
  return { type, properties: { ...(name === undefined ? {} : named(type, name)), ...further } };
}

function named(type: string, name: string): Record<string, string> {
  const slash = name.lastIndexOf('/');
  const last = name.slice(slash + 1);
  switch (type) {
    case 'job':
      return { name: last, group: name.slice(0, Math.max(slash, 0)) };
    case 'storage':
      return { path: name, name: last };
    case 'node':
      return { nodename: name };
    case 'resource':
      return { kind: name };
    case 'apitoken':
      return { username: name };
    default:
      return { name };
  }
}

function isAllowed({ decision }: AclTestResult): boolean {
  return decision === 'allowed' || decision === 'administrator';
}

function explanation(asked: AclTest, resource: string, result: AclTestResult): string {
  const { decision, rule } = result;
  const where = asked.project === undefined ? 'the application' : `project ${asked.project}`;
  const verdict = `${isAllowed(result) ? 'allowed' : 'refused'}: ${asked.action} on ${resource} in ${where}\n`;
  if (rule !== undefined) {
    const line = rule.line === undefined ? '' : `, line ${rule.line}`;
    return `${verdict}${decision} by ${rule.source}${line}: "${rule.description}"\n`;
  }
  return decision === 'administrator'
    ? `${verdict}The role admin may do everything, whatever the policies say.\n`
    : `${verdict}No rule allows it.\n`;
}

function usage(problem: string, remedy: string): OutrunnerError {
  return new OutrunnerError('usage', { problem, remedy });
}
