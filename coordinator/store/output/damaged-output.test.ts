import assert from 'node:assert/strict';
import { open as openFile, readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { Damages } from '../files/damages.ts';
import { damagePage } from '../testing/damage-page.ts';
import { scratchFolder } from '../testing/scratch-folder.ts';
import { openEmbeddedOutput } from './open-embedded-output.ts';
import type { EntriesPage, Output, OutputLine } from './output.ts';
import { collect, EXECUTION, FIRST, SECOND, sampleFrame } from './testing/sample-output.ts';

const LINE = 100;
const FRAME = 20 * LINE;
const FRAMES = 100;

/** Returns the text of a frame: lines of 100 bytes that contain the frame index and the line number. */
function frameText(index: number): string {
  const lines = Array.from({ length: FRAME / LINE }, (_, line) => `frame ${index} line ${line} `);
  return lines.map((line) => `${line.padEnd(LINE - 1, '.')}\n`).join('');
}

describe('Damaged output', () => {
  let scratch: Awaited<ReturnType<typeof scratchFolder>>;
  let damages: Damages;
  let output: Output;
  const binary = () => join(scratch.path, 'output', '7', '1.bin');
  beforeEach(async () => {
    scratch = await scratchFolder();
    await reopen();
    const frames = Array.from({ length: FRAMES }, (_, index) =>
      sampleFrame(FIRST, index * FRAME, frameText(index)),
    );
    await output.log(FIRST).append(frames);
    await output.close();
  });
  afterEach(async () => {
    await output.close();
    await scratch.remove();
  });

  async function reopen(): Promise<void> {
    damages = new Damages(scratch.path);
    output = await openEmbeddedOutput({
      ...{ folder: scratch.path, damages, now: () => 5, hasRoom: () => true },
      onFatal: assert.fail,
    });
  }

  /** Flips a bit in the stored bytes of a frame. */
  async function flip(frame: number): Promise<void> {
    const database = new DatabaseSync(join(scratch.path, 'output.db'));
    const row = database
      .prepare('SELECT arrival, position, payload FROM frame WHERE start = ?')
      .get(frame * FRAME);
    const { arrival, position, payload } = row ?? {};
    if (typeof position === 'number') {
      const file = await openFile(binary(), 'r+');
      const byte = Buffer.alloc(1);
      await file.read(byte, 0, 1, position + 50);
      await file.write(Buffer.of((byte[0] ?? 0) ^ 0x04), 0, 1, position + 50);
      await file.close();
    } else if (payload instanceof Uint8Array && typeof arrival === 'number') {
      payload[50] = (payload[50] ?? 0) ^ 0x04;
      database.prepare('UPDATE frame SET payload = ? WHERE arrival = ?').run(payload, arrival);
    }
    database.close();
  }

  async function allEntries(maxLines?: number): Promise<readonly OutputLine[]> {
    const entries: OutputLine[] = [];
    let page: EntriesPage | undefined;
    do {
      page = await output.entries(EXECUTION, {
        cursor: page?.cursor ?? '0',
        ...(maxLines === undefined ? {} : { maxLines }),
      });
      entries.push(...page.entries);
    } while (!page.atEnd || page.entries.length > 0);
    return entries;
  }

  it('in a page of the database fails only calls that read that page', async () => {
    await damagePage(join(scratch.path, 'output.db'), 'frame', 'first');
    await reopen();
    const again = output.log(FIRST).frames(0, FRAME);
    const other = output.log(SECOND).append([sampleFrame(SECOND, 0, 'other')]);
    await assert.rejects(again, { code: 'data-damaged' });
    await other;
  });

  for (const [where, damaged] of [
    ['the database', 3],
    ['the file of an operation', 77],
  ] as const) {
    describe(`in ${where}`, () => {
      beforeEach(async () => {
        await flip(damaged);
        await reopen();
      });

      it('is reported at its position in the entries, whatever the page size', async () => {
        for (const maxLines of [undefined, 7]) {
          const entries = await allEntries(maxLines);
          assert.equal(entries.length, (FRAMES - 1) * (FRAME / LINE) + 1);
          const index = damaged * (FRAME / LINE);
          const marker = entries[index];
          assert.deepEqual(marker?.damaged, { offset: damaged * FRAME, length: FRAME });
          assert.match(
            marker?.log ?? '',
            new RegExp(`^\\[${FRAME} bytes of output damaged .* byte ${damaged * FRAME} `),
          );
          assert.ok(entries[index - 1]?.log.startsWith(`frame ${damaged - 1} line 19 `));
          assert.ok(entries[index + 1]?.log.startsWith(`frame ${damaged + 1} line 0 `));
          assert.equal(entries.filter((entry) => entry.damaged !== undefined).length, 1);
        }
      });

      it('is flagged in the frames', async () => {
        const { frames } = await output.read(EXECUTION, 0, 10_000_000);
        for (const read of [frames, await output.log(FIRST).frames(0, FRAMES * FRAME)]) {
          assert.equal(read.length, FRAMES);
          const marked = read.flatMap(({ isDamaged, offset, payload }) =>
            isDamaged ? { offset, length: payload.length } : [],
          );
          assert.deepEqual(marked, [{ offset: damaged * FRAME, length: FRAME }]);
        }
      });

      for (const stream of [undefined, 'stdout'] as const) {
        it(`stops a read of the raw bytes of ${stream ?? 'all streams'} with an error; the bytes after the damage can still be read`, async () => {
          const selection = { operationId: FIRST, ...(stream === undefined ? {} : { stream }) };
          const before: Uint8Array[] = [];
          const [from, to] = [damaged * FRAME, (damaged + 1) * FRAME];
          await assert.rejects(
            async () => {
              for await (const piece of output.readRaw(EXECUTION, selection)) before.push(Buffer.from(piece));
            },
            (error) => {
              assert.ok(isOutrunnerError(error) && error.code === 'output-damaged', String(error));
              assert.deepEqual(error.parameters, { operation: FIRST, from, to });
              return true;
            },
          );
          assert.equal(Buffer.concat(before).byteLength, from, 'all that comes before it');
          const rest = await collect(output.readRaw(EXECUTION, { ...selection, start: to }));
          assert.equal(rest.byteLength, FRAMES * FRAME - to);
          const within = output.readRaw(EXECUTION, { ...selection, start: from + 10, end: from + 20 });
          await assert.rejects(collect(within), { code: 'output-damaged' });
        });
      }

      it('is reported once, with its file', async () => {
        await allEntries();
        await allEntries();
        const file = where === 'the database' ? 'output.db' : 'output/7/1.bin';
        assert.deepEqual(
          damages.list().map(({ path }) => path),
          [file],
        );
      });
    });
  }

  it('ends the line before it, and a new line begins after it', async () => {
    await reopen();
    const end = FRAMES * FRAME;
    for (const [index, text] of ['begin', 'lo\nlost!', 'end\n'].entries())
      await output.log(FIRST).append([sampleFrame(FIRST, end + index * 8, text.padStart(8, '-'))]);
    await output.close();
    const database = new DatabaseSync(join(scratch.path, 'output.db'));
    const [row] = database.prepare('SELECT position FROM frame WHERE start = ?').all(end + 8);
    database.close();
    const file = await openFile(binary(), 'r+');
    await file.write(Buffer.from('X'), 0, 1, Number(row?.['position']) + 1);
    await file.close();
    await reopen();
    for (const maxLines of [undefined, 1]) {
      const last = (await allEntries(maxLines)).slice(-3);
      assert.deepEqual(
        last.map(({ log, damaged }) => damaged?.length ?? log),
        ['---begin', 8, '----end'],
      );
    }
  });

  for (const [how, damage] of [
    ['cut short', () => truncate(binary(), 10_000)],
    ['missing', () => rm(binary())],
  ] as const) {
    it(`is reported for the missing part of a file that is ${how}; the rest is read`, async () => {
      await damage();
      await reopen();
      const entries = await allEntries();
      assert.ok(entries[0]?.log.startsWith('frame 0 line 0 '));
      assert.ok(entries.some((entry) => entry.damaged !== undefined));
      assert.equal(entries.at(-1)?.damaged?.offset, (FRAMES - 1) * FRAME);
    });
  }

  it('is not detected in frames of format 2, which have no CRC', async () => {
    await flip(77);
    const path = join(scratch.path, 'output.db');
    const database = new DatabaseSync(path);
    database.exec('ALTER TABLE frame DROP COLUMN crc; PRAGMA user_version = 2');
    database.close();
    await reopen();
    const entries = await allEntries();
    assert.equal(entries.length, FRAMES * (FRAME / LINE));
    await output.log(FIRST).append([sampleFrame(FIRST, FRAMES * FRAME, 'new\n')]);
    assert.equal((await allEntries()).at(-1)?.log, 'new');
    assert.ok((await readFile(`${path}.format-2`)).byteLength > 0, 'a copy was made');
  });
});
