import type { Command } from 'commander';
import { PROJECT_OPTION } from '../arguments/project-option.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { print, printTable } from '../session/print.ts';
import { projectOf } from '../session/session.ts';

interface InProject {
  readonly project?: string;
}

/** Declares `outrunner node filter …`. */
export function nodeFilterCommands(nodes: Command, host: Host): void {
  const group = nodes.command('filter').description('manage saved node filters of a project');

  clientAction<[InProject]>(
    host,
    group
      .command('list')
      .description('list the saved filters')
      .option(...PROJECT_OPTION),
    async (session, options) => {
      const params = { project: projectOf(options.project, host.environment) };
      await printTable(session, await session.client.listNodeFilters({ params }), {
        NAME: (it) => it.name,
        DEFAULT: (it) => (it.default ? 'yes' : ''),
        FILTER: (it) => it.filter,
      });
    },
  );

  clientAction<[string, string, InProject & { default?: boolean }]>(
    host,
    group
      .command('save')
      .argument('<name>')
      .argument('<filter>')
      .description('save a filter under a name, replacing any filter of that name')
      .option(...PROJECT_OPTION)
      .option('--default', 'make it the default filter of the project'),
    async (session, name, filter, options) => {
      const params = { project: projectOf(options.project, host.environment), name };
      const body = { filter, ...(options.default === true ? { default: true } : {}) };
      await print(session, await session.client.saveNodeFilter({ params, body }), (it) => `${it.name}\n`);
    },
  );

  clientAction<[string, InProject]>(
    host,
    group
      .command('delete')
      .argument('<name>')
      .description('delete a saved filter')
      .option(...PROJECT_OPTION),
    async (session, name, options) => {
      const params = { project: projectOf(options.project, host.environment), name };
      await session.client.deleteNodeFilter({ params });
    },
  );
}
