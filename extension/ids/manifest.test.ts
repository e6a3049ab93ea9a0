import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { COMMANDS } from './commands.ts';
import { FROM_WALKTHROUGH } from './from-walkthrough.ts';
import { ITEM_ABILITIES, ITEM_KINDS } from './item-kinds.ts';
import { SETTINGS, SETTINGS_SECTION } from './settings.ts';
import { PANELS, VIEW_CONTAINER, VIEWS } from './views.ts';

const MenuItem = z.object({ command: z.string(), when: z.string(), group: z.string() });
const Manifest = z.object({
  activationEvents: z.array(z.string()),
  contributes: z.object({
    commands: z.array(z.object({ command: z.string(), title: z.string(), category: z.string() })),
    views: z.record(z.string(), z.array(z.object({ id: z.string(), icon: z.string() }))),
    viewsWelcome: z.array(z.object({ view: z.string(), contents: z.string() })),
    menus: z.record(z.string(), z.array(MenuItem)),
    walkthroughs: z.array(
      z.object({
        id: z.string(),
        steps: z.array(
          z.object({
            description: z.string(),
            media: z.object({ svg: z.string(), altText: z.string().min(1) }),
            completionEvents: z.array(z.string()).min(1),
          }),
        ),
      }),
    ),
    configuration: z.object({ properties: z.record(z.string(), z.unknown()) }),
  }),
});
const manifest = Manifest.parse(
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')),
);
const { contributes } = manifest;
const commandIds: readonly string[] = Object.values(COMMANDS);
const steps = contributes.walkthroughs.flatMap((it) => it.steps);
/** The conditions that complete a walkthrough step. Their keys are declared in `context-keys.ts`. */
const CONTEXTS = ['outrunner.connection == connected', 'outrunner.hasProjects', 'outrunner.hasJobs'];
const sorted = (list: Iterable<string>): string[] => [...list].sort();

/** Commands that act on all selected rows. Menus offer every other command only for a single row. */
const ON_SEVERAL_ROWS: ReadonlySet<string> = new Set([
  COMMANDS.editRunnerTags,
  COMMANDS.pingRunner,
  COMMANDS.pauseRunner,
  COMMANDS.resumeRunner,
  COMMANDS.pinFacts,
  COMMANDS.unpinFacts,
  COMMANDS.drainRunner,
  COMMANDS.deleteRunner,
  COMMANDS.deleteReplica,
  COMMANDS.mergeTags,
  COMMANDS.editJobTags,
  COMMANDS.exportJobs,
  COMMANDS.enableJob,
  COMMANDS.disableJob,
  COMMANDS.enableSchedule,
  COMMANDS.disableSchedule,
  COMMANDS.deleteJob,
  COMMANDS.deleteKey,
  COMMANDS.stopExecution,
]);

describe('the manifest', () => {
  it('declares exactly the commands that the code implements', () => {
    assert.deepEqual(sorted(contributes.commands.map((it) => it.command)), sorted(commandIds));
  });

  it('declares exactly the views that the code implements, each with a welcome text', () => {
    const views = (contributes.views[VIEW_CONTAINER] ?? []).map((it) => it.id);
    assert.deepEqual(sorted(views), sorted(Object.values(VIEWS)));
    const welcomed = new Set(contributes.viewsWelcome.map((it) => it.view));
    assert.deepEqual(sorted(welcomed), sorted(views));
  });

  it('declares exactly the settings that the code reads', () => {
    const keys = Object.values(SETTINGS).map((key) => `${SETTINGS_SECTION}.${key}`);
    assert.deepEqual(sorted(Object.keys(contributes.configuration.properties)), sorted(keys));
  });

  it('names only declared commands in menus, welcome texts and walkthroughs', () => {
    const inMenus = Object.values(contributes.menus).flatMap((items) => items.map((it) => it.command));
    const texts = [
      ...contributes.viewsWelcome.map((it) => it.contents),
      ...steps.map((it) => it.description),
    ];
    const inTexts = texts.flatMap((text) =>
      [...text.matchAll(/command:([\w.]+)/g)].map((match) => match[1] ?? ''),
    );
    const own = inTexts.filter((id) => !id.startsWith('workbench.'));
    assert.deepEqual(
      [...inMenus, ...own].filter((id) => !commandIds.includes(id)),
      [],
    );
  });

  it('tells commands that the walkthrough runs them, so that they first take the keyboard from its page', () => {
    const links = steps.flatMap(({ description }) => [...description.matchAll(/command:([^)]+)/g)]);
    assert.ok(links.length > 0);
    for (const [, link] of links) {
      const [, query = ''] = link?.split('?') ?? [];
      assert.equal(decodeURIComponent(query), JSON.stringify(FROM_WALKTHROUGH), link);
    }
  });

  it('links to its walkthrough, whose steps use declared contexts, commands and existing pictures', () => {
    const [walkthrough] = contributes.walkthroughs;
    const address = encodeURIComponent(`"outrunner.outrunner#${walkthrough?.id}"`);
    assert.ok(
      contributes.viewsWelcome.some(({ contents }) => contents.includes(`openWalkthrough?${address}`)),
    );
    const events = steps.flatMap((it) => it.completionEvents);
    const known = [
      ...commandIds.map((id) => `onCommand:${id}`),
      ...CONTEXTS.map((key) => `onContext:${key}`),
    ];
    assert.deepEqual(
      events.filter((event) => !known.includes(event)),
      [],
    );
    for (const { media } of steps)
      assert.match(readFileSync(new URL(`../../${media.svg}`, import.meta.url), 'utf8'), /^<svg/);
  });

  it('uses only declared tokens of tree items in when clauses', () => {
    const known: readonly string[] = [...Object.values(ITEM_KINDS), ...Object.values(ITEM_ABILITIES)];
    const asked = Object.values(contributes.menus)
      .flat()
      .flatMap((it) => [...it.when.matchAll(/viewItem =~ \/\\b(\w+)\\b\//g)].map((match) => match[1] ?? ''));
    assert.ok(asked.length > 0);
    assert.deepEqual(
      asked.filter((token) => !known.includes(token)),
      [],
    );
  });

  it('offers for several selected rows exactly the commands that act on all of them', () => {
    const onRows = contributes.menus['view/item/context'] ?? [];
    const offered = onRows.filter(({ group }) => !group.startsWith('inline'));
    const wrong = offered.filter(
      ({ command, when }) => ON_SEVERAL_ROWS.has(command) === /!listMultiSelection/.test(when),
    );
    assert.deepEqual(wrong, []);
    const known = new Set(offered.map(({ command }) => command));
    assert.deepEqual(
      [...ON_SEVERAL_ROWS].filter((command) => !known.has(command)),
      [],
    );
  });

  it('shows at most three actions as icons on a row and in a title', () => {
    const icons = Object.values(contributes.menus)
      .flat()
      .filter(({ group }) => /^(inline|navigation)/.test(group));
    assert.ok(icons.length > 0);
    assert.deepEqual(
      icons.filter(({ group }) => !/@[1-3]$/.test(group)),
      [],
    );
  });

  it('activates when VS Code restores a webview panel', () => {
    const restored = manifest.activationEvents.filter((event) => event.startsWith('onWebviewPanel:'));
    assert.deepEqual(sorted(restored), sorted(Object.values(PANELS).map((type) => `onWebviewPanel:${type}`)));
  });
});
