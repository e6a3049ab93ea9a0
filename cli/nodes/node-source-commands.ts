import { type Command, Option } from 'commander';
import { tagsIn } from '../../job-language/format/runner-selector.ts';
import { nextSource, withoutSource, withSource } from '../../job-language/node-sources/edited-sources.ts';
import { droppedWords } from '../../job-language/nodes/trust/dropped-words.ts';
import { NODE_SOURCE_TYPES } from '../../protocol/entities/node-source.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { NodeSourceInfo } from '../../protocol/routes/shapes/node-shapes.ts';
import { collectAssignment } from '../arguments/assignments.ts';
import { PROJECT_OPTION } from '../arguments/project-option.ts';
import { parseWholeNumber } from '../arguments/whole-number.ts';
import { changeConfig } from '../session/change-config.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { EXIT } from '../session/exit-codes.ts';
import { printTable } from '../session/print.ts';
import { type ClientSession, projectOf } from '../session/session.ts';

interface InProject {
  readonly project?: string;
}

/** Declares `outrunner node sources`, `node refresh` and `node source …`. */
export function nodeSourceCommands(nodes: Command, host: Host): void {
  const paramsOf = (options: InProject) => ({ project: projectOf(options.project, host.environment) });

  clientAction<[InProject]>(
    host,
    nodes
      .command('sources')
      .description('list the node sources of a project with their errors')
      .option(...PROJECT_OPTION),
    async (session, options) => {
      await printSources(session, await session.client.listNodeSources({ params: paramsOf(options) }));
    },
  );

  clientAction<[InProject & { source?: number }]>(
    host,
    nodes
      .command('refresh')
      .description('read the node sources of a project again; exits with 1 if one cannot be read')
      .option(...PROJECT_OPTION)
      .option('--source <number>', 'only this source, by its number', sourceNumber),
    (session, options) => refresh(session, paramsOf(options), options.source),
  );

  const group = nodes.command('source').description('add and delete node sources of a project');
  clientAction<
    [InProject & { config: Record<string, string>; type: string; runner?: string; trusted?: boolean }]
  >(
    host,
    group
      .command('add')
      .description('add a node source and read it')
      .option(...PROJECT_OPTION)
      .addOption(
        new Option('--type <type>', 'type of the source').choices(NODE_SOURCE_TYPES).makeOptionMandatory(),
      )
      .option(
        '--config <key=value>',
        'property of the source, such as file=/etc/nodes.yaml',
        collectAssignment,
        {},
      )
      .option('--runner <tags>', 'read the source on a runner with all of these comma-separated tags')
      .option('--trusted', 'trust the source: its nodes may set commands, keys and runners')
      .option('--no-trusted', 'do not trust the source, even if it is a file on the coordinator’s host'),
    async (session, options) => {
      const params = paramsOf(options);
      const { type, config, trusted } = options;
      const added = { type, config, tags: tagsIn(options.runner ?? ''), trusted };
      let number = 0;
      await changeConfig(session.client, params.project, (before) => {
        number = nextSource(before);
        return withSource(before, added);
      });
      const sources = await session.client.listNodeSources({ params });
      return refresh(session, params, sources.find((source) => source.number === number)?.index);
    },
  );

  clientAction<[number, InProject]>(
    host,
    group
      .command('delete')
      .argument('<source>', 'number of the source, as printed by `node sources`', sourceNumber)
      .description('remove a node source from the configuration of a project')
      .option(...PROJECT_OPTION),
    async (session, index, options) => {
      const params = paramsOf(options);
      const sources = await session.client.listNodeSources({ params });
      const number = sources.find((source) => source.index === index)?.number;
      if (number === undefined) {
        const problem = `Source ${index} is not one of the project’s configuration.`;
        throw new OutrunnerError('usage', { problem, remedy: 'Run `outrunner node sources` to list them.' });
      }
      await changeConfig(session.client, params.project, (before) => withoutSource(before, number));
    },
  );
}

async function refresh(
  session: ClientSession,
  params: { readonly project: ReturnType<typeof projectOf> },
  source: number | undefined,
): Promise<number | undefined> {
  const query = source === undefined ? {} : { source };
  const sources = await session.client.refreshNodes({ params, query });
  await printSources(session, sources);
  const meant = sources.filter(({ index }) => source === undefined || index === source);
  return meant.some(({ errors }) => errors !== undefined) ? EXIT.failed : undefined;
}

function printSources(session: ClientSession, sources: readonly NodeSourceInfo[]): Promise<void> {
  return printTable(session, sources, {
    SOURCE: (it) => String(it.index),
    TYPE: (it) => it.type,
    NODES: (it) => `${it.state.nodes}${it.state.stale ? ' (kept)' : ''}`,
    'READ BY': (it) => it.state.readBy ?? '',
    AGE: (it) => (it.state.ageSeconds === undefined ? '' : `${it.state.ageSeconds} s`),
    TRUSTED: (it) => (it.trusted ? 'yes' : 'no'),
    DROPPED: (it) => droppedWords(it.dropped),
    DESCRIPTION: (it) => it.resources.description ?? '',
    ERROR: (it) => it.errors ?? '',
  });
}

function sourceNumber(text: string): number {
  return parseWholeNumber('the source', text);
}
