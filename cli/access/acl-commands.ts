import { basename } from 'node:path';
import type { Command } from 'commander';
import { readPolicyFile } from '../../coordinator/access/policies/format/read-policy-file.ts';
import type { Client } from '../../protocol/client/client.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import { type PolicyContents, PolicyName } from '../../protocol/routes/shapes/acl-shapes.ts';
import { projectOption } from '../arguments/project-option.ts';
import { readTextFile } from '../arguments/read-text.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { EXIT } from '../session/exit-codes.ts';
import { print, printTable } from '../session/print.ts';
import { projectOf } from '../session/session.ts';
import { aclTestCommand } from './acl-test-command.ts';

interface OwnerOptions {
  readonly project?: string;
}

/** Declares `outrunner acl …`. */
export function aclCommands(program: Command, host: Host): void {
  const group = program
    .command('acl')
    .description('manage ACL policy files, which decide who reads projects, runners, metrics and the system');

  clientAction<[OwnerOptions]>(
    host,
    ofProject(group.command('list').description('list ACL policy files')),
    async (session, options) => {
      const { resources } = await policyCalls(session.client, options).list();
      await printTable(session, resources, { NAME: (it) => it.name });
    },
  );

  clientAction<[string, OwnerOptions]>(
    host,
    ofProject(group.command('show').argument('<name>').description('print an ACL policy file')),
    async (session, name, options) => {
      const file = await policyCalls(session.client, options).get(policyName(name));
      await print(session, file, (it) => it.contents);
    },
  );

  const stores = {
    create: 'store a new ACL policy file',
    update: 'replace the stored ACL policy file with this name',
  } as const;
  for (const act of ['create', 'update'] as const)
    clientAction<[string, OwnerOptions]>(
      host,
      ofProject(group.command(act).argument('<file>', 'such as ops.aclpolicy').description(stores[act])),
      async ({ client }, file, options) => {
        const policy = policyName(basename(file));
        await policyCalls(client, options)[act](policy, { contents: await readTextFile(file) });
      },
    );

  clientAction<[string, OwnerOptions]>(
    host,
    ofProject(group.command('delete').argument('<name>').description('delete an ACL policy file')),
    async ({ client }, name, options) => policyCalls(client, options).delete(policyName(name)),
  );

  ofProject(
    group
      .command('validate')
      .argument('<file...>')
      .description('check ACL policy files offline; exits with 1 if there are errors'),
  ).action(async (files: readonly string[], options: OwnerOptions) => {
    host.exit = await validate(files, projectIn(options), host);
  });
  aclTestCommand(group, host);
}

/** Returns the client calls for the policy files of the project in the options. Without a project: of the system. */
function policyCalls(client: Client, options: OwnerOptions) {
  const project = projectIn(options);
  if (project === undefined)
    return {
      list: () => client.listSystemPolicies(),
      get: (policy: PolicyName) => client.getSystemPolicy({ params: { policy } }),
      create: (policy: PolicyName, body: PolicyContents) =>
        client.createSystemPolicy({ params: { policy }, body }),
      update: (policy: PolicyName, body: PolicyContents) =>
        client.updateSystemPolicy({ params: { policy }, body }),
      delete: (policy: PolicyName) => client.deleteSystemPolicy({ params: { policy } }),
    };
  return {
    list: () => client.listProjectPolicies({ params: { project } }),
    get: (policy: PolicyName) => client.getProjectPolicy({ params: { policy, project } }),
    create: (policy: PolicyName, body: PolicyContents) =>
      client.createProjectPolicy({ params: { policy, project }, body }),
    update: (policy: PolicyName, body: PolicyContents) =>
      client.updateProjectPolicy({ params: { policy, project }, body }),
    delete: (policy: PolicyName) => client.deleteProjectPolicy({ params: { policy, project } }),
  };
}

/** Prints each problem of the files as `file:line:column: error: message`. */
async function validate(
  files: readonly string[],
  project: ProjectName | undefined,
  { streams }: Host,
): Promise<number> {
  let found = 0;
  for (const file of files) {
    const { problems } = readPolicyFile(await readTextFile(file), project);
    found += problems.length;
    for (const { line, column, message } of problems)
      await streams.out(`${file}:${line}:${column}: error: ${message}\n`);
  }
  return found === 0 ? EXIT.succeeded : EXIT.failed;
}

function ofProject(command: Command): Command {
  return command.option(...projectOption('the project that owns the file (default: the system)'));
}

function projectIn({ project }: OwnerOptions): ProjectName | undefined {
  return project === undefined ? undefined : projectOf(project, {});
}

function policyName(name: string): PolicyName {
  const parsed = PolicyName.safeParse(name);
  if (parsed.success) return parsed.data;
  throw new OutrunnerError('usage', {
    problem: `"${name}" is not a valid name for an ACL policy file.`,
    remedy: 'Use a name that ends in .aclpolicy.',
  });
}
