import { basename } from 'node:path';
import type { Command } from 'commander';
import { readPolicyFile } from '../../coordinator/access/policies/format/read-policy-file.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import { PolicyName } from '../../protocol/routes/shapes/acl-shapes.ts';
import { readTextFile } from '../arguments/read-text.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { EXIT } from '../session/exit-codes.ts';
import { print, printTable } from '../session/print.ts';
import { projectOf } from '../session/session.ts';

interface OwnerOptions {
  readonly project?: string;
}

/** `outrunner acl …` */
export function aclCommands(program: Command, host: Host): void {
  const group = program
    .command('acl')
    .description('files of ACL policies, which are validated and stored, and do not decide access');

  clientAction<[OwnerOptions]>(
    host,
    ofProject(group.command('list').description('list the files')),
    async ({ client, ...session }, options) => {
      const project = projectIn(options);
      const { resources } = await (project === undefined
        ? client.listSystemPolicies()
        : client.listProjectPolicies({ params: { project } }));
      await printTable({ client, ...session }, resources, { NAME: (it) => it.name });
    },
  );

  clientAction<[string, OwnerOptions]>(
    host,
    ofProject(group.command('show').argument('<name>').description('print a file')),
    async (session, name, options) => {
      const { client } = session;
      const [policy, project] = [policyName(name), projectIn(options)];
      const file = await (project === undefined
        ? client.getSystemPolicy({ params: { policy } })
        : client.getProjectPolicy({ params: { policy, project } }));
      await print(session, file, (it) => it.contents);
    },
  );

  clientAction<[string, OwnerOptions]>(
    host,
    ofProject(
      group.command('create').argument('<file>', 'such as ops.aclpolicy').description('store a new file'),
    ),
    async ({ client }, file, options) => {
      const [policy, project] = [policyName(basename(file)), projectIn(options)];
      const body = { contents: await readTextFile(file) };
      await (project === undefined
        ? client.createSystemPolicy({ params: { policy }, body })
        : client.createProjectPolicy({ params: { policy, project }, body }));
    },
  );

  clientAction<[string, OwnerOptions]>(
    host,
    ofProject(
      group
        .command('update')
        .argument('<file>', 'such as ops.aclpolicy')
        .description('replace the stored file of this name'),
    ),
    async ({ client }, file, options) => {
      const [policy, project] = [policyName(basename(file)), projectIn(options)];
      const body = { contents: await readTextFile(file) };
      await (project === undefined
        ? client.updateSystemPolicy({ params: { policy }, body })
        : client.updateProjectPolicy({ params: { policy, project }, body }));
    },
  );

  clientAction<[string, OwnerOptions]>(
    host,
    ofProject(group.command('delete').argument('<name>').description('delete a file')),
    async ({ client }, name, options) => {
      const [policy, project] = [policyName(name), projectIn(options)];
      await (project === undefined
        ? client.deleteSystemPolicy({ params: { policy } })
        : client.deleteProjectPolicy({ params: { policy, project } }));
    },
  );

  ofProject(
    group
      .command('validate')
      .argument('<file...>')
      .description('check files without a coordinator; exit code 1 if there are errors'),
  ).action(async (files: readonly string[], options: OwnerOptions) => {
    host.exit = await validate(files, projectIn(options), host);
  });
}

/** Prints the problems of files, `file:line:column: error: message`. */
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
  return command.option('-p, --project <project>', 'the project that owns the file (default: the system)');
}

function projectIn({ project }: OwnerOptions): ProjectName | undefined {
  return project === undefined ? undefined : projectOf(project, {});
}

function policyName(name: string): PolicyName {
  const parsed = PolicyName.safeParse(name);
  if (parsed.success) return parsed.data;
  throw new OutrunnerError('usage', {
    problem: `"${name}" is not the name of a file of ACL policies.`,
    remedy: 'Use a name that ends in .aclpolicy.',
  });
}
