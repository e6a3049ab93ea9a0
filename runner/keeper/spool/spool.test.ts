import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { OperationSpool, type SpoolSettings } from './operation-spool.ts';
import { SpoolBudget } from './spool-budget.ts';
import type { SpoolFrame } from './spool-format.ts';
import { SEGMENT_HEADER } from './spool-format.ts';
import { SpoolReader } from './spool-reader.ts';
import { recoverSpools } from './spool-recovery.ts';

const recover = (all: SpoolSettings) =>
  recoverSpools(
    all,
    (id) => id === '1-1',
    (path) => rmSync(path),
  );

describe('the spool of an operation', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outrunner-spool-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const settings = (segmentBytes = 4096) => ({ folder, budget: new SpoolBudget(1e9), segmentBytes });
  const content = (length: number, from = 0) =>
    Buffer.from(Array.from({ length }, (_, at) => (from + at) % 251));

  async function readAll(spool: OperationSpool, offset: number): Promise<SpoolFrame[]> {
    const reader = new SpoolReader(spool);
    const frames: SpoolFrame[] = [];
    for (let at = offset; at < spool.endOffset; ) {
      const read = await reader.read(at);
      for (const { offset: start, payload: bytes } of read) at = start + bytes.length;
      frames.push(...read);
    }
    await reader.close();
    return frames;
  }

  const bytesOf = (frames: readonly SpoolFrame[]) => Buffer.concat(frames.map(({ payload: bytes }) => bytes));

  it('is read from any offset, with streams, times and checksums', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 8 }),
        fc.nat(),
        async (lengths, nth) => {
          const spool = new OperationSpool(settings(), '1-1');
          for (const [index, length] of lengths.entries()) {
            spool.append(index % 2 === 0 ? 'stdout' : 'stderr', index, content(length, spool.endOffset));
          }
          const from = nth % spool.endOffset;
          const frames = await readAll(spool, from);
          assert.equal(frames[0]?.offset, from);
          assert.deepEqual(bytesOf(frames), content(spool.endOffset - from, from));
          for (const { payload: bytes, crc32: sum, stream, time } of frames) {
            assert.equal(crc32(bytes), sum);
            assert.equal(stream, time % 2 === 0 ? 'stdout' : 'stderr');
          }
          assert.equal(spool.digest, crc32(content(spool.endOffset)));
          spool.remove();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('recovers its longest valid prefix, wherever its last file is cut or damaged', () => {
    const spool = new OperationSpool(settings(600), '1-1');
    for (let n = 1; n <= 6; n++) spool.append('stdout', n, content(200, spool.endOffset));
    spool.finish();
    const names = readdirSync(folder).sort((a, b) => Number(a.split('.')[1]) - Number(b.split('.')[1]));
    assert.ok(names.length > 1);
    const last = join(folder, names.at(-1) ?? '');
    const bytes = readFileSync(last);
    const base = Number(names.at(-1)?.split('.')[1]);
    const frames = (spool.endOffset - base) / 200;
    const frameBytes = (bytes.length - SEGMENT_HEADER) / frames;
    const endOfIntact = (at: number) =>
      base + 200 * Math.floor(Math.max(0, at - SEGMENT_HEADER) / frameBytes);
    for (let at = 0; at < bytes.length; at++) {
      const damaged = Buffer.from(bytes);
      damaged.writeUInt8(bytes.readUInt8(at) ^ 0xff, at);
      for (const left of [bytes.subarray(0, at), damaged]) {
        writeFileSync(last, left);
        const recovered = recover(settings(600)).get('1-1');
        assert.ok(recovered);
        assert.equal(recovered.endOffset, endOfIntact(at));
        assert.equal(recovered.digest, crc32(content(recovered.endOffset)));
      }
    }
    writeFileSync(last, bytes);
    const recovered = recover(settings(600)).get('1-1');
    assert.deepEqual([recovered?.endOffset, recovered?.digest], [spool.endOffset, spool.digest]);
  });

  it('loses all frames after a damaged one, and recovery removes the later files and those of unknown operations', () => {
    const spool = new OperationSpool(settings(600), '1-1');
    for (let n = 1; n <= 9; n++) spool.append('stdout', n, content(200, spool.endOffset));
    new OperationSpool(settings(), '1-2').append('stdout', 1, content(5));
    const second = join(folder, '1-1.600.spool');
    writeFileSync(second, readFileSync(second).subarray(0, 300));
    const recovered = recover(settings(600)).get('1-1');
    assert.equal(recovered?.endOffset, 800);
    assert.deepEqual(readdirSync(folder).sort(), ['1-1.0.spool', '1-1.600.spool']);
  });

  it('frees whole files below the released offset, updates the budget, and stays readable from that offset', async () => {
    const all = settings(1000);
    const spool = new OperationSpool(all, '1-1');
    for (let n = 0; n < 20; n++) spool.append('stdout', n, content(500, spool.endOffset));
    const sizes = () => readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    assert.equal(all.budget.used, sizes());
    spool.release(5100);
    assert.equal(all.budget.used, sizes());
    assert.ok(sizes() < 6000);
    assert.deepEqual(bytesOf(await readAll(spool, 5100)), content(4900, 5100));
    const recovered = recover(settings(1000)).get('1-1');
    assert.deepEqual([recovered?.endOffset, recovered?.digest], [10_000, spool.digest]);
    spool.finish();
    spool.release(10_000);
    assert.deepEqual([all.budget.used, readdirSync(folder)], [0, []]);
  });

  it('returns room to a full budget as soon as all output is released', () => {
    const all = { folder, budget: new SpoolBudget(200_000), segmentBytes: 1e6 };
    const spool = new OperationSpool(all, '1-1');
    for (let n = 0; n < 4; n++) spool.append('stdout', n, content(60_000));
    let told = false;
    all.budget.whenRoom(() => {
      told = true;
    });
    assert.ok(all.budget.full);
    spool.release(spool.endOffset);
    assert.ok(told && !all.budget.full);
  });

  it('is unchanged after a frame that could not be written', () => {
    const missing = join(folder, 'missing');
    mkdirSync(missing);
    const spool = new OperationSpool({ ...settings(), folder: missing }, '1-1');
    rmSync(missing, { recursive: true });
    assert.throws(() => spool.append('stdout', 1, content(5)), { code: 'ENOENT' });
    assert.deepEqual([spool.endOffset, spool.digest], [0, 0]);
  });
});
