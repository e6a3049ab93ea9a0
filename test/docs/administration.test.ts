import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { commandLine } from '../../cli/run-command-line.ts';
import { collectedStreams } from '../../cli/session/testing/collected-streams.ts';
import { MANAGEMENT_ROUTES, type RouteName } from '../../protocol/routes/management-routes.ts';
import { ADMINISTRATION, type AdministrativeAct, ONLY_FOR_CLIENTS } from './administration.ts';

interface Manifest {
  readonly contributes: { readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>> };
}

/** Actions of the command line for which VS Code has no command. */
const NOT_IN_VSCODE: readonly string[] = ['change a webhook'];

describe('the tables in docs/administration.md', () => {
  const routes = Object.entries(MANAGEMENT_ROUTES) as [RouteName, (typeof MANAGEMENT_ROUTES)[RouteName]][];

  it('list every call that changes runners, keys, tokens, settings, projects, webhooks or the system, unless only API clients use it', () => {
    const administrative = ['runner', 'key', 'apitoken', 'settings', 'project', 'system', 'webhook'];
    const named = new Set<string>([...ADMINISTRATION.flatMap((act) => act.routes), ...ONLY_FOR_CLIENTS]);
    const unnamed = routes
      .filter(
        ([, { method, access }]) =>
          method !== 'GET' && typeof access !== 'string' && administrative.includes(access.resource),
      )
      .map(([name]) => name)
      .filter((name) => !named.has(name));
    assert.deepEqual(unnamed, []);
  });

  it('list only actions whose palette commands are also in a menu, except those that VS Code does not have', async () => {
    const { contributes } = JSON.parse(
      await readFile(new URL('../../package.json', import.meta.url), 'utf8'),
    ) as Manifest;
    const inMenus = new Set(
      Object.values(contributes.menus).flatMap((items) => items.map((it) => it.command)),
    );
    const isHidden = ({ palette, menu }: AdministrativeAct) =>
      menu === undefined || !palette.every((command) => inMenus.has(command));
    const hidden = ADMINISTRATION.filter(isHidden);
    assert.deepEqual(
      hidden.map(({ what }) => what),
      NOT_IN_VSCODE,
    );
  });

  it('list only commands of the command line that exist', async () => {
    const streams = collectedStreams([], []);
    const program = await commandLine([], { streams, environment: {}, exit: 0 });
    for (const { cli } of ADMINISTRATION) {
      let group = program;
      for (const word of (cli ?? '').split(' ').filter((it) => /^[a-z-]+$/.test(it))) {
        const next = group.commands.find((it) => it.name() === word);
        assert.ok(next, `outrunner ${cli}`);
        group = next;
      }
    }
  });
});
