import { type Command, Option } from 'commander';
import { nodesOfEntries } from '../../job-language/node-formats/node-entries.ts';
import type { Node } from '../../job-language/nodes/node.ts';
import { orderNodes } from '../../job-language/nodes/order-nodes.ts';
import { withPatternAnswers } from '../../job-language/nodes/pattern-answers.ts';
import { selectNodes } from '../../job-language/nodes/select-nodes.ts';
import { mediaTypeOfNodes, NODE_FORMATS, type NodeFormat } from '../../protocol/entities/node-format.ts';
import type { TextBody } from '../../protocol/routes/route.ts';
import { NodeEntries } from '../../protocol/routes/shapes/node-shapes.ts';
import { createPatternRunner } from '../../support/patterns/pattern-runner.ts';
import { ownValue } from '../../support/records/own-value.ts';
import { whole } from '../../support/slices/sliced.ts';
import { escapeControls } from '../../support/terminal/escape-controls.ts';
import { PROJECT_OPTION } from '../arguments/project-option.ts';
import { readInventory, readInventoryText } from '../arguments/read-inventory.ts';
import { clientAction, type Host, withClient } from '../session/client-command.ts';
import { print } from '../session/print.ts';
import { savedFilterOption } from '../session/saved-filter.ts';
import { projectOf } from '../session/session.ts';
import { nodeFilterCommands } from './node-filter-commands.ts';
import { nodeSourceCommands } from './node-source-commands.ts';

/** Index of the node source that contains a project's stored nodes. */
const STORED = 1;

interface ListOptions {
  readonly project?: string;
  readonly nodes?: string;
  readonly filter?: string;
  readonly savedFilter?: string;
  readonly rank?: string;
  readonly descending?: boolean;
  readonly json?: boolean;
}

/** Declares `outrunner node …`. */
export function nodeCommands(program: Command, host: Host): void {
  const group = program.command('node').description('list, import and export nodes; manage node sources');

  group
    .command('list')
    .description('list nodes that a filter selects, in a project or, with --nodes, in a file')
    .option(...PROJECT_OPTION)
    .option('--nodes <file>', 'inventory file (YAML, JSON or XML) to read instead of a project')
    .option('--filter <filter>', 'a node filter, such as "tags: web+prod !name: db1"')
    .addOption(savedFilterOption())
    .option('--rank <attribute>', 'sort by this attribute instead of by name')
    .option('--descending', 'sort in descending order')
    .option('--json', 'print JSON')
    .action((options: ListOptions) => listNodes(options, host));

  nodeFilterCommands(group, host);

  clientAction<[string, { project?: string }]>(
    host,
    group
      .command('show')
      .argument('<node>')
      .description('show a node with its attributes')
      .option(...PROJECT_OPTION),
    async (session, node, options) => {
      const params = { project: projectOf(options.project, host.environment), node };
      await print(session, await session.client.getNode({ params }), (nodes) =>
        Object.entries(ownValue(nodes, node) ?? {})
          .map(([key, value]) => `${escapeControls(`${key}=${value}`)}\n`)
          .join(''),
      );
    },
  );

  clientAction<[string, { project?: string }]>(
    host,
    group
      .command('import')
      .argument('<file>')
      .description('replace the stored nodes of a project by those of a file (YAML, JSON or XML)')
      .option(...PROJECT_OPTION),
    async (session, file, options) => {
      const params = { project: projectOf(options.project, host.environment), index: STORED };
      const { text, format } = await readInventoryText(file);
      const body = { text, mediaType: mediaTypeOfNodes(format) };
      const answer = await session.client.setSourceNodes({ params, query: { format: 'json' }, body });
      const nodes = answeredNodes(answer);
      await print(session, nodes, () => `${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'}\n`);
    },
  );

  clientAction<[{ project?: string; format: NodeFormat; all?: boolean }]>(
    host,
    group
      .command('export')
      .description('print the stored nodes of a project')
      .option(...PROJECT_OPTION)
      .addOption(new Option('--format <format>', 'output format').choices(NODE_FORMATS).default('yaml'))
      .option('--all', 'the nodes of all sources'),
    async (session, options) => {
      const params = { project: projectOf(options.project, host.environment) };
      const query = { format: session.json ? ('json' as const) : options.format };
      const { text } =
        options.all === true
          ? await session.client.listNodes({ params, query })
          : await session.client.listSourceNodes({ params: { ...params, index: STORED }, query });
      await session.streams.out(text === '' || text.endsWith('\n') ? text : `${text}\n`);
    },
  );

  nodeSourceCommands(group, host);
}

async function listNodes(options: ListOptions, host: Host): Promise<void> {
  const { nodes: file, filter } = options;
  const show = async (nodes: readonly Node[]) => {
    const order = { rankAttribute: options.rank, ascending: options.descending !== true };
    const ordered = whole(orderNodes(nodes, order));
    const lines = ordered.map(({ name }) => `${name}\n`).join('');
    await host.streams.out(options.json === true ? `${JSON.stringify(ordered)}\n` : lines);
  };
  if (file !== undefined) {
    const nodes = await readInventory(file, host.streams.say);
    return show(filter === undefined ? nodes : await selected(nodes, filter));
  }
  const params = { project: projectOf(options.project, host.environment) };
  await withClient(host, options, async ({ client }) => {
    const saved = options.savedFilter === undefined ? {} : { filterName: options.savedFilter };
    const query = filter === undefined ? saved : { filter };
    await show(answeredNodes(await client.listNodes({ params, query })));
    return undefined;
  });
}

async function selected(nodes: readonly Node[], filter: string): Promise<Node[]> {
  const patterns = createPatternRunner();
  try {
    return await withPatternAnswers(patterns, (answers) => selectNodes(nodes, { filter, answers }));
  } finally {
    await patterns.close();
  }
}

function answeredNodes({ text }: TextBody): Node[] {
  return nodesOfEntries(NodeEntries.parse(JSON.parse(text)));
}
