import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { COMMANDS, type CommandId } from '../../extension/ids/commands.ts';
import { englishManifest } from '../../extension/testing/english-manifest.ts';
import { root } from '../../scripts/checkout/root.ts';
import { namedTests } from './named-tests.ts';

const STATES = ['met', 'partly', 'open', 'does not apply'] as const;
const POINTS = { 'Conventions of VS Code': 66, 'What users of similar extensions ask for': 24 };

/** The commands that no test runs yet. Remove a command from this set when you add its test. */
const OPEN_COMMANDS: ReadonlySet<CommandId> = new Set<CommandId>();

interface Row {
  readonly section: string;
  readonly number: number;
  readonly state: string;
  readonly shownBy: string;
}

function rowsOf(page: string): readonly Row[] {
  let section = '';
  return page.split('\n').flatMap((line) => {
    section = /^## (.+)$/.exec(line)?.[1] ?? section;
    const [, number = '', , state = '', shownBy = ''] = line.split(/ ?\| ?/);
    return /^\d+$/.test(number) ? [{ section, number: Number(number), state, shownBy }] : [];
  });
}

/** Returns the commands that a test of the extension runs. */
function commandsInTests(): ReadonlySet<CommandId> {
  const read = (pattern: string) =>
    globSync(pattern, { cwd: root }).map((file) => readFileSync(join(root, file), 'utf8'));
  const host = read('test/host/**/*.test.ts');
  const ui = read('test/ui/**/*.test.ts');
  const unit = read('extension/**/*.test.ts');
  const isRun = (name: string, id: CommandId): boolean =>
    host.some((text) =>
      new RegExp(`\\b(run|executeCommand)\\(\\s*(COMMANDS\\.${name}\\b|'${id}')`).test(text),
    ) ||
    // The title is the last argument of a call, such as `rowMenu(row, 'Delete Runner…')`.
    ui.some((text) => text.includes(`Outrunner: ${titleOf(id)}')`) || text.includes(` '${titleOf(id)}')`)) ||
    unit.some((text) => isCalled(name, text));
  return new Set(Object.entries(COMMANDS).flatMap(([name, id]) => (isRun(name, id) ? [id] : [])));
}

/** Whether a unit test imports a command and calls it, or passes it first to a function that runs it. */
function isCalled(name: string, text: string): boolean {
  const isImported = new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from '\\.`).test(text);
  return isImported && new RegExp(`\\b${name}\\(|\\b\\w+\\(\\s*${name}\\b`).test(text);
}

const { contributes } = z
  .object({
    contributes: z.object({ commands: z.array(z.object({ command: z.string(), title: z.string() })) }),
  })
  .parse(englishManifest());
const titles = new Map(contributes.commands.map(({ command, title }) => [command, title]));

function titleOf(id: CommandId): string {
  const title = titles.get(id);
  assert.ok(title, `${id} has no title`);
  return title;
}

describe('docs/extension.md', () => {
  const rows = rowsOf(readFileSync(join(root, 'docs/extension.md'), 'utf8'));

  it('has a row for each point', () => {
    for (const [section, count] of Object.entries(POINTS)) {
      const numbers = rows.filter((row) => row.section === section).map(({ number }) => number);
      assert.deepEqual(
        numbers,
        Array.from({ length: count }, (_, index) => index + 1),
        section,
      );
    }
  });

  it('gives each point a state, with a reason if the state is "partly" or "does not apply"', () => {
    const wrong = rows.filter(({ state }) => {
      const [known, ...why] = state.split(': ');
      const needsWhy = known === 'partly' || known === 'does not apply';
      return !STATES.some((it) => it === known) || (needsWhy && why.length === 0);
    });
    assert.deepEqual(wrong, []);
  });

  it('refers to existing tests for each point that is met or partly met', () => {
    const found = rows.flatMap(({ section, number, state, shownBy }) => {
      const { count, missing } = namedTests(shownBy);
      const isShown = state.startsWith('met') || state.startsWith('partly');
      return isShown && count === 0 ? [`${section} ${number}: no test`] : missing;
    });
    assert.deepEqual(found, []);
  });
});

describe('the tests of the extension', () => {
  it('run every command, except for those that are listed as open', () => {
    const run = commandsInTests();
    const open = Object.values(COMMANDS).filter((id) => !run.has(id));
    assert.deepEqual(new Set(open), OPEN_COMMANDS);
  });
});
