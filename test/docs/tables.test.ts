import assert from 'node:assert/strict';
import type { Command } from 'commander';
import * as z from 'zod';
import { commandLine } from '../../cli/run-command-line.ts';
import { collectedStreams } from '../../cli/session/testing/collected-streams.ts';
import { englishManifest } from '../../extension/testing/english-manifest.ts';
import { KNOWN_KEYS } from '../../job-language/keys/known-keys.ts';
import { LOG_FILTERS } from '../../job-language/log-filters/built-in-filters.ts';
import { type AttributeClass, NODE_ATTRIBUTES } from '../../job-language/nodes/node-attributes.ts';
import { PROJECT_PROPERTIES } from '../../job-language/nodes/project-properties.ts';
import { executionValues, identityValues, JOB_VALUES } from '../../job-language/plan/job-values.ts';
import { BUILT_IN_PLUGINS } from '../../job-language/plugins/built-in-plugins.ts';
import { listSettings } from '../../protocol/entities/setting-list.ts';
import { CATALOGUE } from '../../protocol/errors/catalogue.ts';
import { MANAGEMENT_ROUTES } from '../../protocol/routes/management-routes.ts';
import { settingEntries } from '../../runner/settings/runner-settings.ts';
import { settingVariable } from '../../runner/settings/setting.ts';
import { ADMINISTRATION } from './administration.ts';
import { COMMAND_DESCRIPTIONS } from './command-descriptions.ts';
import { documentedTable, markdownTable } from './documented-table.ts';
import { layersPicture } from './layers-picture.ts';
import { limitRows } from './limit-rows.ts';
import { OPERATION_AREAS } from './operations/operation-areas.ts';

function settingsTable(): string {
  const rows = listSettings().map((it) => [
    `\`${it.path}\``,
    String(it.default) === '' ? 'empty' : `\`${String(it.default)}\``,
    it.description,
  ]);
  return markdownTable(['setting', 'default', 'what it is'], rows);
}

function runnerSettingsTable(): string {
  const rows = settingEntries().map(
    ([, { path, flag, fallback, shown, description, kind, alsoKnownAs = [], secret }]) => {
      const value = shown ?? (typeof fallback === 'object' ? undefined : fallback);
      const names = alsoKnownAs.map((name) => `\`${name}\``).join(', ');
      return [
        `\`${path}\``,
        `\`${settingVariable(path)}\``,
        flag === undefined ? '' : `\`${flag}\``,
        kind.form,
        value === undefined
          ? ''
          : shown === undefined || /^\d+[a-zA-Z]+$/.test(shown)
            ? `\`${value}\``
            : shown,
        `${description}${secret ? '; a secret' : ''}${names === '' ? '' : `. Also ${names}`}`,
      ];
    },
  );
  return markdownTable(['in YAML', 'variable', 'flag', 'form', 'default', 'what it is'], rows);
}

function projectPropertiesTable(): string {
  const rows = PROJECT_PROPERTIES.map(({ name, values, description }) => [
    name
      .split(', ')
      .map((it) => `\`${it.replace(/ …$/, '')}\`${it.endsWith(' …') ? ' …' : ''}`)
      .join(', '),
    `${description}${values === undefined || values.includes('true') ? '' : `: ${values.map((it) => `\`${it}\``).join(', ')}`}`,
  ]);
  return markdownTable(['property', 'what it is'], rows);
}

function errorsTable(): string {
  const rows = Object.entries(CATALOGUE).map(([code, { status, message, remedy }]) => [
    `\`${code}\``,
    String(status),
    message,
    remedy,
  ]);
  return markdownTable(['code', 'status', 'message', 'what to do'], rows);
}

function jobKeysTable(): string {
  const rows = KNOWN_KEYS.map(({ place, key, status, description, difference = '' }) => [
    place,
    `\`${key}\``,
    status,
    description,
    difference,
  ]);
  return markdownTable(['in', 'key', 'status', 'what it is', 'what differs, and why'], rows);
}

function logFiltersTable(): string {
  const rows = LOG_FILTERS.flatMap(({ type, description, properties }) => [
    [`\`${type}\``, '', '', description],
    ...properties.map((property) => [
      '',
      `\`${property.name}\``,
      property.default === undefined || property.default === '' ? 'empty' : `\`${property.default}\``,
      property.description +
        (property.kind === 'choice' ? ` One of ${(property.values ?? []).join(', ')}.` : ''),
    ]),
  ]);
  return markdownTable(['filter', 'property', 'default', 'what it does'], rows);
}

async function commandLineTable(): Promise<string> {
  const streams = collectedStreams([], []);
  const program = await commandLine([], { streams, environment: {}, exit: 0 });
  return markdownTable(['command', 'what it does'], rowsOf(program, ''));
}

function rowsOf(group: Command, path: string): string[][] {
  return group.commands.flatMap((it) => {
    const name = `${path}${it.name()}`;
    if (it.commands.length > 0) return rowsOf(it, `${name} `);
    const words = it.registeredArguments.map((argument) => {
      const word = argument.name().toUpperCase() + (argument.variadic ? '…' : '');
      return argument.required ? ` ${word}` : ` [${word}]`;
    });
    return [[`\`${name}${words.join('')}\``, it.description()]];
  });
}

function pluginsTable(): string {
  const rows = BUILT_IN_PLUGINS.flatMap(({ name, description, configuration }) => [
    [`**\`${name}\`**`, '', '', description],
    ...Object.entries(configuration.shape).map(([property, schema]) => [
      '',
      `\`${property}\``,
      defaultOf(z.safeParse(schema, undefined)),
      z.globalRegistry.get(schema)?.description ?? '',
    ]),
  ]);
  return markdownTable(['plugin', 'property', 'default', 'what it is'], rows);
}

function defaultOf(read: z.ZodSafeParseResult<unknown>): string {
  if (!read.success) return 'required';
  return read.data === undefined ? '' : `\`${String(read.data)}\``;
}

const Manifest = z.object({
  contributes: z.object({
    commands: z.array(z.object({ command: z.string(), title: z.string() })),
    configuration: z.object({
      properties: z.record(z.string(), z.object({ default: z.unknown(), markdownDescription: z.string() })),
    }),
  }),
});

function manifest(): z.infer<typeof Manifest>['contributes'] {
  return Manifest.parse(englishManifest()).contributes;
}

function commandsTable(): string {
  const descriptions = new Map(Object.entries<string>(COMMAND_DESCRIPTIONS));
  const rows = manifest().commands.map(({ command, title }) => [
    `Outrunner: ${title}`,
    descriptions.get(command) ?? '',
    `\`${command}\``,
  ]);
  return markdownTable(['command', 'what it does', 'id'], rows);
}

function editorSettingsTable(): string {
  const rows = Object.entries(manifest().configuration.properties).map(([key, it]) => [
    `\`${key}\``,
    `\`${JSON.stringify(it.default)}\``,
    it.markdownDescription,
  ]);
  return markdownTable(['setting', 'default', 'what it is'], rows);
}

function administrationTable(): string {
  const titles = new Map(manifest().commands.map(({ command, title }) => [command, title]));
  const rows = ADMINISTRATION.map(({ what, routes: [route], cli, palette, menu }) => {
    const { method, path } = MANAGEMENT_ROUTES[route];
    return [
      what,
      `\`${method} ${path}\``,
      cli === undefined ? '' : `\`${cli}\``,
      palette.map((id) => `*${titles.get(id) ?? id}*`).join(', '),
      menu ?? '',
    ];
  });
  return markdownTable(['to', 'API', 'command line', 'palette', 'menu of'], rows);
}

function limitsTable(): string {
  return markdownTable(['limit', 'value', 'constant'], limitRows());
}

function operationsTable(): string {
  return OPERATION_AREAS.map(({ area, rows }) => {
    const cells = rows.map(([method, path, state, note = '']) => [`\`${method} ${path}\``, state, note]);
    return `## ${area}\n\n${markdownTable(['operation', 'here', 'how, or why'], cells)}`;
  }).join('\n\n');
}

const CLASS_WORDS: Readonly<Record<AttributeClass, string>> = {
  target: 'target',
  'key-path': 'key path',
  'key-kind': 'how a key is used',
  trusted: 'trusted sources only',
};

function nodeAttributesTable(): string {
  const rows = NODE_ATTRIBUTES.map((it) => [`\`${it.name}\``, it.readBy, CLASS_WORDS[it.class]]);
  return markdownTable(['attribute', 'read by', 'class'], rows);
}

function jobValuesTable(): string {
  const own = identityValues({ name: '', id: '', project: '' });
  const retry = { attempt: 1, initial: 1, previous: 1 };
  const execution = { executionId: '', user: '', executionType: '', serverUrl: '', url: '', retry };
  const notified = { ...own, ...executionValues(execution) };
  const rows = Object.entries(JOB_VALUES).map(([name, description]) => [
    `\`job.${name}\``,
    description,
    name in own ? 'its own' : 'as in the referring job',
    name in notified ? 'yes' : '',
  ]);
  return markdownTable(['value', 'content', 'in a referenced job', 'in notifications'], rows);
}

const TABLES: readonly (readonly [page: string, name: string, table: () => string | Promise<string>])[] = [
  ['docs/architecture.md', 'layers', layersPicture],
  ['docs/settings.md', 'settings', settingsTable],
  ['docs/runner-settings.md', 'settings', runnerSettingsTable],
  ['docs/errors.md', 'errors', errorsTable],
  ['docs/jobs.md', 'keys', jobKeysTable],
  ['docs/values.md', 'job-values', jobValuesTable],
  ['docs/log-filters.md', 'filters', logFiltersTable],
  ['docs/command-line.md', 'commands', commandLineTable],
  ['docs/plugins.md', 'plugins', pluginsTable],
  ['docs/vscode.md', 'commands', commandsTable],
  ['docs/administration.md', 'administration', administrationTable],
  ['docs/administration.md', 'project-properties', projectPropertiesTable],
  ['docs/vscode.md', 'editor-settings', editorSettingsTable],
  ['docs/api.md', 'operations', operationsTable],
  ['docs/security.md', 'limits', limitsTable],
  ['docs/security.md', 'node-attributes', nodeAttributesTable],
];

describe('the docs', () => {
  for (const [page, name, table] of TABLES) {
    it(`list in ${page} the ${name} of the code (fix with: npm run docs)`, async () => {
      const { stands, should } = await documentedTable(page, name, await table());
      assert.equal(stands, should);
    });
  }
});
