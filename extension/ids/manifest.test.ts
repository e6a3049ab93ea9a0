import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { englishManifest } from '../testing/english-manifest.ts';
import { COMMANDS } from './commands.ts';
import { FROM_WALKTHROUGH } from './from-walkthrough.ts';
import { ITEM_ABILITIES, ITEM_KINDS } from './item-kinds.ts';
import { SETTINGS, SETTINGS_SECTION } from './settings.ts';
import { TRUSTED_COMMANDS } from './trusted-commands.ts';
import { PANELS, VIEW_CONTAINER, VIEWS } from './views.ts';

const MenuItem = z.object({
  command: z.string().optional(),
  submenu: z.string().optional(),
  when: z.string(),
  group: z.string().default(''),
});
const KeyBinding = z.object({ command: z.string(), key: z.string(), args: z.string(), when: z.string() });
const Manifest = z.object({
  activationEvents: z.array(z.string()),
  icon: z.string(),
  categories: z.array(z.string()).min(1),
  keywords: z.array(z.string()).min(1).max(10),
  galleryBanner: z.object({ color: z.string().regex(/^#[0-9a-f]{6}$/), theme: z.enum(['dark', 'light']) }),
  contributes: z.object({
    commands: z.array(
      z.object({
        command: z.string(),
        title: z.string(),
        category: z.string(),
        enablement: z.string().default(''),
      }),
    ),
    views: z.record(z.string(), z.array(z.object({ id: z.string(), icon: z.string() }))),
    viewsWelcome: z.array(z.object({ view: z.string(), contents: z.string() })),
    menus: z.record(z.string(), z.array(MenuItem)),
    submenus: z.array(z.object({ id: z.string(), label: z.string() })),
    keybindings: z.array(KeyBinding),
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
    configuration: z.object({
      properties: z.record(z.string(), z.unknown()),
    }),
  }),
});
const manifest = Manifest.parse(englishManifest());
const { contributes } = manifest;
const commandIds: readonly string[] = Object.values(COMMANDS);
const steps = contributes.walkthroughs.flatMap((it) => it.steps);
/** The conditions that complete a walkthrough step. Their keys are declared in `context-keys.ts`. */
const CONTEXTS = ['outrunner.connection == connected', 'outrunner.hasProjects', 'outrunner.hasJobs'];
const sorted = (list: Iterable<string>): string[] => [...list].sort();

/** Commands that act on all selected rows. Menus offer every other command only for a single row. */
const ON_SEVERAL_ROWS: ReadonlySet<string> = new Set([
  COMMANDS.editRunnerTags,
  COMMANDS.assignRunner,
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
  COMMANDS.deleteExecution,
  COMMANDS.pinRow,
  COMMANDS.unpinRow,
]);

/** The first words of titles. */
const VERBS =
  /^(Add|Assign|Clear|Compare|Confirm|Connect|Copy|Create|Delete|Disable|Disconnect|Dispatch|Drain|Edit|Enable|Export|Filter|Find|Go|Group|Hide|Import|Install|Link|Load|Manage|Merge|Move|New|Open|Pause|Pin|Ping|Preview|Pull|Push|Refresh|Regenerate|Release|Rename|Replace|Report|Rerun|Restart|Restore|Resume|Retry|Revert|Review|Run|Save|Schedule|Set|Share|Show|Sort|Start|Stop|Switch|Unlink|Unpin|Withdraw) /;
/** Words that title case does not capitalise. */
const SMALL = new Set('a an and as at by for from in of on or the through to with without'.split(' '));
const MOST_ENTRIES = 12;
const MOST_KEYS = 12;

const isVerbFirst = (title: string): boolean => VERBS.test(title);

function isTitleCase(title: string): boolean {
  return !title.endsWith('...') && title.split(' ').every((word) => /^[A-Z]/.test(word) || SMALL.has(word));
}

/** Returns the commands that menus of rows offer. The condition of a submenu also applies to its commands. */
function commandsOnRows(): readonly { readonly command: string; readonly when: string }[] {
  const onRows = (contributes.menus['view/item/context'] ?? []).filter(
    ({ group }) => !group.startsWith('inline'),
  );
  return onRows.flatMap(({ command, submenu, when }) =>
    command !== undefined
      ? [{ command, when }]
      : (contributes.menus[submenu ?? ''] ?? []).map((item) => ({
          command: item.command ?? '',
          when: `${when} && ${item.when}`,
        })),
  );
}

/**
 * The abilities of rows by kind. If a row has either an ability or its opposite, such as `scheduleOn` or `scheduleOff`,
 * only one of them is listed.
 */
const ABILITIES: Readonly<Record<string, readonly string[]>> = {
  execution: ['running', 'ended', 'repeatable', 'failedNodes'],
  job: ['executionOn', 'scheduleOn', 'unpinned'],
  runner: ['unpinned'],
  localRunner: ['unpinned'],
  key: ['publicKey'],
  nodeSource: ['configuredSource'],
  step: ['onNode'],
};

/** The tokens that a row can have at the same time, for rows of each kind. */
const ROWS: readonly (readonly string[])[] = Object.values(ITEM_KINDS).flatMap((kind) => {
  const tokens = [kind, ...(ABILITIES[kind] ?? [])];
  // An execution that is running has no other ability.
  return kind === 'execution'
    ? [['execution', 'running'], tokens.filter((it) => it !== 'running')]
    : [tokens];
});

/** Returns the tokens of a `viewItem` condition. */
function tokensIn(when: string): readonly string[] {
  return [...when.matchAll(/viewItem =~ \/\\b\(?([\w|]+)\)?\\b\//g)].flatMap(([, tokens = '']) =>
    tokens.split('|'),
  );
}

/** Returns the view, editor or panel that a condition names first, or `job file`. */
function placeIn(when: string): string {
  if (when.includes('resourceScheme != outrunner-job')) return 'job file';
  const [, place] = /(?:view|resourceScheme|activeWebviewPanelId) == ([\w.-]+)/.exec(when) ?? [];
  assert.ok(place !== undefined, when);
  return place;
}

/** Returns the ordinals of icons that appear together: on one row, or in one title. */
function iconOrdinals(): ReadonlyMap<string, readonly string[]> {
  const ordinals = new Map<string, string[]>();
  const add = (where: string, group: string) =>
    ordinals.set(where, [...(ordinals.get(where) ?? []), group.replace(/^.*@/, '')]);
  for (const { group, when } of Object.values(contributes.menus).flat()) {
    // The filled icon of an active filter replaces the icon of the same menu.
    if (group.startsWith('navigation') && !/ outrunner\.\w+Filtered$/.test(when))
      add(`title of ${placeIn(when)}`, group);
    if (!group.startsWith('inline')) continue;
    const tokens = tokensIn(when);
    const rows = ROWS.filter((row) => row.some((token) => tokens.includes(token)));
    assert.ok(rows.length > 0, when);
    for (const row of rows) add(`${row.join(' ')} in ${placeIn(when)}`, group);
  }
  return ordinals;
}

/** Returns the entries of the context menu of one row. */
function entriesOf(view: string, kind: string): readonly unknown[] {
  const tokens = [kind, ...(ABILITIES[kind] ?? [])].join('|');
  return (contributes.menus['view/item/context'] ?? []).filter(
    ({ group, when }) =>
      !group.startsWith('inline') &&
      (when.includes(`view == ${view} `) || (when.startsWith('view =~') && /\.(runners|tags)$/.test(view))) &&
      new RegExp(`viewItem =~ /\\\\b\\(?(\\w+\\|)*(${tokens})(\\|\\w+)*\\)?\\\\b/`).test(when),
  );
}

describe('the manifest', () => {
  it('declares exactly the commands that the code implements', () => {
    assert.deepEqual(sorted(contributes.commands.map((it) => it.command)), sorted(commandIds));
  });

  it('enables commands that start, schedule or import something only in a trusted workspace', () => {
    const restricted = contributes.commands.filter(({ enablement }) =>
      /\bisWorkspaceTrusted\b/.test(enablement),
    );
    assert.deepEqual(sorted(restricted.map(({ command }) => command)), sorted(TRUSTED_COMMANDS));
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

  it('uses only declared commands in menus, welcome texts and walkthroughs', () => {
    const inMenus = Object.values(contributes.menus).flatMap((items) =>
      items.flatMap((it) => it.command ?? []),
    );
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

  it('passes the argument of the walkthrough in each of its command links', () => {
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
      .flatMap((it) => tokensIn(it.when));
    assert.ok(asked.length > 0);
    assert.deepEqual(
      asked.filter((token) => !known.includes(token)),
      [],
    );
  });

  it('offers for several selected rows exactly the commands that act on all of them', () => {
    const offered = commandsOnRows();
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

  it('shows at most three actions as icons on a row and in a title, each with its own ordinal', () => {
    const ordinals = iconOrdinals();
    assert.ok(ordinals.size > 10);
    for (const [where, those] of ordinals) {
      assert.deepEqual(sorted(those), sorted(new Set(those)), where);
      assert.deepEqual(
        those.filter((ordinal) => !['1', '2', '3'].includes(ordinal)),
        [],
        where,
      );
    }
  });

  it('gives each command a title in title case that begins with a verb, and the category Outrunner', () => {
    const wrong = contributes.commands.filter(
      ({ title, category }) => category !== 'Outrunner' || !isVerbFirst(title) || !isTitleCase(title),
    );
    assert.deepEqual(
      wrong.map(({ title }) => title),
      [],
    );
    assert.equal(isVerbFirst('Runner Tags…'), false);
    assert.equal(isTitleCase('Edit runner Tags…'), false);
    assert.equal(isTitleCase('Edit Runner Tags...'), false);
  });

  it('offers at most twelve entries in the context menu of a row of any kind', () => {
    const lengths = Object.entries(contributes.views[VIEW_CONTAINER] ?? []).flatMap(([, { id }]) =>
      Object.values(ITEM_KINDS).map((kind) => ({ id, kind, length: entriesOf(id, kind).length })),
    );
    assert.ok(lengths.some(({ length }) => length > 5));
    assert.deepEqual(
      lengths.filter(({ length }) => length > MOST_ENTRIES),
      [],
    );
  });

  it('gives each submenu at least two entries, and links to it from a menu', () => {
    const linked = new Set(
      Object.values(contributes.menus).flatMap((items) => items.flatMap((it) => it.submenu ?? [])),
    );
    const ids = contributes.submenus.map(({ id }) => id);
    assert.deepEqual(sorted(linked), sorted(ids));
    for (const id of ids) assert.ok((contributes.menus[id] ?? []).length > 1, id);
  });

  it('binds at most twelve keys, each in one view or in an editor with a job', () => {
    assert.ok(contributes.keybindings.length <= MOST_KEYS);
    for (const { when, args } of contributes.keybindings) {
      const [, view] = /^focusedView == ([\w.]+) && listFocus && !inputFocus$/.exec(when) ?? [];
      if (view === undefined) assert.match(when, /^resourceScheme == outrunner-job && editorTextFocus$/);
      assert.equal(args, view ?? 'activeEditor');
    }
  });

  it('has a PNG icon of 256 pixels with an SVG source, and support instructions with the command for issue reports', () => {
    const icon = readFileSync(new URL(`../../${manifest.icon}`, import.meta.url));
    assert.equal(icon.subarray(1, 4).toString('latin1'), 'PNG');
    assert.deepEqual([icon.readUInt32BE(16), icon.readUInt32BE(20)], [256, 256]);
    assert.match(readFileSync(new URL('../../media/icon.svg', import.meta.url), 'utf8'), /^<svg/);
    const support = readFileSync(new URL('../../SUPPORT.md', import.meta.url), 'utf8');
    assert.match(support, /Outrunner: Report Issue…/);
  });

  it('activates when VS Code restores a webview panel', () => {
    const restored = manifest.activationEvents.filter((event) => event.startsWith('onWebviewPanel:'));
    assert.deepEqual(sorted(restored), sorted(Object.values(PANELS).map((type) => `onWebviewPanel:${type}`)));
  });
});
