import type { Command } from 'commander';
import type { TagChangeResult } from '../../protocol/routes/shapes/tag-shapes.ts';
import { parseTag } from '../arguments/parse-tag.ts';
import { clientAction, type Host } from '../session/client-command.ts';
import { print, printTable } from '../session/print.ts';

interface ActOptions {
  readonly dryRun?: boolean;
  readonly leaveRest?: boolean;
}

/** Declares `outrunner tag …`. */
export function tagCommands(program: Command, host: Host): void {
  const tag = program.command('tag').description('list and change the tags of runners and jobs');
  clientAction<[]>(
    host,
    tag
      .command('list')
      .description('list tags with the number of runners, healthy runners, jobs and node sources'),
    async (session) => {
      const { tags } = await session.client.listTagUses();
      await printTable(session, tags, {
        TAG: (it) => it.tag,
        RUNNERS: (it) => String(it.runners),
        HEALTHY: (it) => String(it.healthyRunners),
        JOBS: (it) => String(it.jobs),
        SOURCES: (it) => String(it.sources ?? 0),
      });
    },
  );
  clientAction<[string, string, ActOptions]>(
    host,
    asAct(tag.command('rename').argument('<tag>').argument('<name>')).description(
      'rename a tag on all runners, jobs and node sources, atomically',
    ),
    async (session, from, to, options) => {
      const params = { tag: parseTag(from) };
      const body = { to: parseTag(to), ...options };
      await print(session, await session.client.renameTag({ params, body }), resultText);
    },
  );
  clientAction<[string[], ActOptions & { into: string }]>(
    host,
    asAct(
      tag.command('merge').argument('<tag...>').requiredOption('--into <tag>', 'name of the merged tag'),
    ).description('replace several tags with one, atomically'),
    async (session, tags, { into, ...options }) => {
      const body = { tags: tags.map(parseTag), into: parseTag(into), ...options };
      await print(session, await session.client.mergeTags({ body }), resultText);
    },
  );
  clientAction<[string, ActOptions]>(
    host,
    asAct(tag.command('delete').argument('<tag>')).description(
      'remove a tag from all runners, jobs and node sources, atomically',
    ),
    async (session, named, { dryRun = false, leaveRest = false }) => {
      const query = { dryRun: String(dryRun), leaveRest: String(leaveRest) };
      await print(
        session,
        await session.client.deleteTag({ params: { tag: parseTag(named) }, query }),
        resultText,
      );
    },
  );
}

function asAct(command: Command): Command {
  return command
    .option('--dry-run', 'print what would change and what cannot be changed, without changing it')
    .option('--leave-rest', 'change the rest even if something cannot be changed');
}

function resultText({ changed, runners, jobs, sources, obstacles }: TagChangeResult): string {
  const rest = sources.length === 0 ? '' : `, sources ${sources.length}`;
  const lines = [
    ...runners.map(({ name, tags }) => `runner ${name}: ${tags.join(', ') || 'no tags'}`),
    ...jobs.map(({ project, name, tags, filter }) => {
      const after = filter === undefined ? tags.join(', ') : `${filter.before} → ${filter.after}`;
      return `job ${name} of ${project}: ${after}`;
    }),
    ...sources.map(
      ({ project, number, filter }) => `source ${number} of ${project}: ${filter.before} → ${filter.after}`,
    ),
    ...obstacles.map((it) => {
      const what = it.kind === 'execution' ? `execution ${it.executionId} of job` : it.kind;
      return `${changed ? 'left unchanged' : 'cannot be changed'}: ${what} ${it.name} of ${it.project}: ${it.problem}`;
    }),
    `${changed ? 'changed' : 'would change'}: runners ${runners.length}, jobs ${jobs.length}${rest}`,
  ];
  return `${lines.join('\n')}\n`;
}
