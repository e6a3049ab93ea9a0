import assert from 'node:assert/strict';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { Damages } from '../files/damages.ts';
import { startProgram } from '../testing/child-program.ts';
import { scratchFolder } from '../testing/scratch-folder.ts';
import { definitionsConformance, SAMPLE_COLLECTIONS } from './definitions.conformance.ts';
import { openEmbeddedDefinitions } from './embedded-definitions.ts';

const CHANGER = new URL('./change-definitions.program.ts', import.meta.url).pathname;

function open(folder: string, warnings: string[] = []) {
  const damages = new Damages(folder);
  damages.follow(({ path, problem }) => warnings.push(`${path}: ${problem}`));
  return openEmbeddedDefinitions({
    folder,
    schemas: SAMPLE_COLLECTIONS,
    textsOf: (snapshot) => snapshot.values('notes').flatMap(({ textHash }) => textHash ?? []),
    listsOf: (snapshot) => snapshot.values('notes').flatMap(({ listHash }) => listHash ?? []),
    textsIn: (list) => list.split(' '),
    damages,
    onFatal: (error) => assert.fail(error),
  });
}

definitionsConformance('one document', async () => {
  const scratch = await scratchFolder();
  return { open: () => open(scratch.path), remove: scratch.remove };
});

describe('The document of the embedded definitions', () => {
  let scratch: Awaited<ReturnType<typeof scratchFolder>>;
  let file: string;
  beforeEach(async () => {
    scratch = await scratchFolder();
    file = join(scratch.path, 'definitions.json');
  });
  afterEach(() => scratch.remove());

  async function withTwoCommits(): Promise<void> {
    const definitions = await open(scratch.path);
    await definitions.change((draft) => draft.put('notes', 'first', { text: '1' }));
    await definitions.change((draft) => draft.put('notes', 'second', { text: '2' }));
    await definitions.close();
  }

  it('is one file that only its owner can read, with the previous version beside it', async () => {
    await withTwoCommits();
    assert.deepEqual(await readdir(scratch.path), [
      'definitions.json',
      'definitions.json.previous',
      'job-texts',
    ]);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const { formatVersion, writtenBy } = JSON.parse(await readFile(file, 'utf8'));
    assert.equal(formatVersion, 3);
    assert.match(writtenBy, /^\d+\.\d+\.\d+/);
  });

  it('is written once for changes that arrive together', async () => {
    const definitions = await open(scratch.path);
    let commits = 0;
    definitions.subscribe(() => {
      commits += 1;
    });
    await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        definitions.change((draft) => draft.put('notes', `n${index}`, { text: '' })),
      ),
    );
    assert.equal(commits, 1);
    await definitions.close();
  });

  for (const [how, damage] of [
    ['cut short', async () => writeFile(file, (await readFile(file, 'utf8')).slice(0, -40))],
    ['full of zeros', async () => writeFile(file, Buffer.alloc(500))],
    ['missing', async () => rm(file)],
    ['invalid in a record', async () => writeFile(file, (await readFile(file, 'utf8')).replace('"2"', '2'))],
  ] as const) {
    it(`is replaced by the previous version, with a warning, if it is ${how}`, async () => {
      await withTwoCommits();
      await damage();
      const warnings: string[] = [];
      const definitions = await open(scratch.path, warnings);
      assert.deepEqual((await definitions.snapshot()).keys('notes'), ['first']);
      assert.match(warnings.join(), /definitions\.json.* is used/);
      await definitions.change((draft) => draft.put('notes', 'third', { text: '3' }));
      await definitions.close();
      const again = await open(scratch.path);
      assert.deepEqual((await again.snapshot()).keys('notes'), ['first', 'third']);
      await again.close();
    });
  }

  it('is refused and not changed if neither it nor the previous version can be read', async () => {
    await withTwoCommits();
    await writeFile(file, 'x');
    await writeFile(`${file}.previous`, 'y');
    const refused = (error: unknown) => isOutrunnerError(error) && error.code === 'data-damaged';
    await assert.rejects(open(scratch.path), refused);
    assert.equal(await readFile(file, 'utf8'), 'x');
  });

  it('is refused if a collection is named like a built-in property of objects', async () => {
    await withTwoCommits();
    const text = (await readFile(file, 'utf8'))
      .replace('"notes":', '"toString":')
      .replace(/"checksum":"\w+",?/, '');
    await writeFile(file, text);
    await rm(`${file}.previous`, { force: true });
    await assert.rejects(open(scratch.path), /the collection "toString" is unknown/);
  });

  it('is refused if a newer program wrote it, even with an older version beside it', async () => {
    await withTwoCommits();
    const newer = (await readFile(file, 'utf8'))
      .replace('"formatVersion":3', '"formatVersion":9')
      .replace(/"writtenBy":"[^"]*"/, '"writtenBy":"9.9.9"');
    await writeFile(file, newer);
    await assert.rejects(open(scratch.path), /was written by version 9\.9\.9/);
  });

  it('contains every acknowledged commit completely after its process is killed during a write', async () => {
    let acknowledged = -1;
    for (let round = 0; round < 3; round += 1) {
      const changer = startProgram(CHANGER, [scratch.path]);
      for (let count = 0; count < 20; count += 1) acknowledged = Number(await changer.line());
      await changer.kill();
      const warnings: string[] = [];
      const definitions = await open(scratch.path, warnings);
      const snapshot = await definitions.snapshot();
      const numbers = snapshot.values('notes').map(({ text }) => Number(text));
      assert.deepEqual(
        numbers,
        numbers.map((_, index) => index),
      );
      assert.ok(numbers.length > acknowledged, `${acknowledged} was acknowledged`);
      assert.equal(snapshot.values('places').length, numbers.length, 'a change is whole');
      assert.deepEqual(warnings, []);
      await definitions.close();
    }
  });
});
