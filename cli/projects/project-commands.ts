import type { Command } from 'commander';
import { collectAssignment } from '../arguments/assignments.ts';
import { changeConfig } from '../session/change-config.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { print, printTable } from '../session/print.ts';
import { projectOf } from '../session/session.ts';
import { projectDispatchCommand } from './dispatch-commands.ts';
import { projectModeCommand } from './project-mode-command.ts';

/** Declares `outrunner project …`. */
export function projectCommands(program: Command, host: Host): void {
  const group = program.command('project').description('projects');

  clientAction<[]>(host, group.command('list').description('list all projects'), async (session) => {
    await printTable(session, await session.client.listProjects(), {
      NAME: (it) => it.name,
      DESCRIPTION: (it) => it.description,
    });
  });

  clientAction<[string]>(
    host,
    group.command('show').argument('<name>').description('show a project with its configuration'),
    async (session, name) => {
      const project = await session.client.getProject({ params: { project: projectOf(name, {}) } });
      await print(session, project, (it) =>
        [
          `${it.name}: ${it.description}\n`,
          ...Object.entries(it.config).map(([key, value]) => `${key}=${value}\n`),
        ].join(''),
      );
    },
  );

  clientAction<[string, { description: string }]>(
    host,
    group
      .command('create')
      .argument('<name>')
      .description('create a project')
      .option('--description <text>', 'description of the project', ''),
    async (session, name, options) => {
      const created = await session.client.createProject({
        body: { name: projectOf(name, {}), description: options.description },
      });
      await print(session, created, (it) => `${it.name}\n`);
    },
  );

  clientAction<[string, { set: Record<string, string> }]>(
    host,
    group
      .command('update')
      .argument('<name>')
      .description('set properties of a project; the others stay as they are')
      .option('--set <key=value>', 'property to set', collectAssignment, {}),
    async (session, name, options) => {
      await changeConfig(session.client, projectOf(name, {}), (before) => ({ ...before, ...options.set }));
    },
  );

  projectDispatchCommand(group, host);
  projectModeCommand(group, host);

  clientAction<[string]>(
    host,
    group.command('delete').argument('<name>').description('delete a project with its jobs, nodes and keys'),
    async (session, name) => {
      await session.client.deleteProject({ params: { project: projectOf(name, {}) } });
    },
  );
}
