import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { ExecutionId, OperationId } from '../../../../protocol/ids.ts';
import type { OutputFrame } from '../../../../protocol/runner/frames.ts';
import { hasCode } from '../../../../support/testing/has-code.ts';
import { logs, type OutputBench } from './output-bench.ts';
import { EXECUTION, FIRST, SECOND, sampleBytes, sampleFrame } from './sample-output.ts';

export function entriesConformance(bench: OutputBench): void {
  describe('entries', () => {
    it('are lines, in the order of the frames that ended them', async () => {
      await bench.append(
        sampleFrame(FIRST, 0, 'one begins'),
        sampleFrame(SECOND, 0, 'two\n'),
        sampleFrame(FIRST, 10, 'error\r\n', 'stderr'),
        sampleFrame(FIRST, 17, ' and ends\nrest'),
      );
      const page = await bench.entries();
      assert.deepEqual(page.entries, [
        { operationId: SECOND, stream: 'stdout', time: 0.5, log: 'two', cut: false },
        { operationId: FIRST, stream: 'stderr', time: 10.5, log: 'error', cut: false },
        { operationId: FIRST, stream: 'stdout', time: 17.5, log: 'one begins and ends', cut: false },
      ]);
      assert.equal(page.atEnd, true);
      assert.equal(page.totalSize, 35);
    });

    it('start after the cursor of the previous page', async () => {
      await bench.write(FIRST, 'a\nb\nc');
      const first = await bench.entries();
      assert.deepEqual(logs(first), ['a', 'b']);
      const nothing = await bench.entries({ cursor: first.cursor });
      assert.deepEqual([nothing.entries, nothing.cursor, nothing.atEnd], [[], first.cursor, true]);
      await bench.write(FIRST, 'd\ne\n');
      await bench.reopen();
      const second = await bench.entries({ cursor: first.cursor });
      assert.deepEqual(logs(second), ['cd', 'e']);
      const third = await bench.entries({ cursor: second.cursor });
      assert.equal(third.cursor, second.cursor);
    });

    it('include unfinished lines when their operation ends', async () => {
      await bench.append(
        sampleFrame(FIRST, 0, 'out'),
        sampleFrame(FIRST, 3, 'err\r', 'stderr'),
        sampleFrame(SECOND, 0, 'open'),
      );
      const before = await bench.entries();
      assert.deepEqual(logs(before), []);
      await bench.output.finish(FIRST, { offset: 7, digest: crc32('outerr\r') });
      const after = await bench.entries({ cursor: before.cursor, maxLines: 1 });
      assert.deepEqual(logs(after), ['out']);
      assert.deepEqual(logs(await bench.entries({ cursor: after.cursor })), ['err\r']);
    });

    it('are at most 20,000 or 4 MiB per page, and at least one', async () => {
      await bench.write(FIRST, 'x\n'.repeat(25_000));
      const many = await bench.entries();
      assert.equal(many.entries.length, 20_000);
      assert.equal(many.atEnd, false);
      const rest = await bench.entries({ cursor: many.cursor });
      assert.equal(rest.entries.length, 5000);
      await bench.write(SECOND, `${'y'.repeat(60_000)}\n`.repeat(100));
      const large = await bench.entries({ cursor: rest.cursor });
      assert.equal(large.entries.length, 69);
      const one = await bench.entries({ cursor: rest.cursor, maxLines: 0 });
      assert.equal(one.entries.length, 1);
    });

    it('are cut if a line is too long, even if the page begins within the line', async () => {
      await bench.write(FIRST, 'z'.repeat(200_000));
      const before = await bench.entries();
      await bench.write(FIRST, `${'z'.repeat(70_000)}\nshort\n`);
      for (const cursor of ['0', before.cursor]) {
        const page = await bench.entries({ cursor });
        assert.deepEqual(
          page.entries.map(({ log, cut }) => [log.length, cut]),
          [
            [65_536, true],
            [5, false],
          ],
        );
      }
      assert.equal((await bench.entries({ lineBytes: 10 })).entries[0]?.log, 'z'.repeat(10));
    });

    it('drop a CR before an LF even if the page begins between the two', async () => {
      await bench.write(FIRST, 'a\r');
      const before = await bench.entries();
      await bench.write(FIRST, '\nb\n');
      assert.deepEqual(logs(await bench.entries({ cursor: before.cursor })), ['a', 'b']);
    });

    it('are only the last lines on request', async () => {
      await bench.write(FIRST, '1\n2\n3\n4', 3);
      await bench.write(SECOND, 'x\ny\n', 1);
      await bench.output.end(FIRST);
      const last = async (lastLines: number) => logs(await bench.entries({ lastLines }));
      assert.deepEqual(await last(0), []);
      assert.deepEqual(await last(1), ['4']);
      assert.deepEqual(await last(2), ['y', '4']);
      assert.deepEqual(await last(4), ['3', 'x', 'y', '4']);
      assert.deepEqual(await last(5), ['2', '3', 'x', 'y', '4']);
      assert.deepEqual(await last(100), ['1', '2', '3', 'x', 'y', '4']);
      const page = await bench.entries({ lastLines: 4, maxLines: 2 });
      assert.deepEqual(logs(await bench.entries({ cursor: page.cursor })), ['y', '4']);
    });

    it('are durable before they are returned or counted in the size', async () => {
      await bench.write(FIRST, 'a\nb\n');
      assert.deepEqual(logs(await bench.entries()), ['a', 'b']);
      assert.equal(bench.durable(FIRST), 4);
      await bench.write(FIRST, sampleBytes(200_000));
      assert.equal(await bench.output.rawSize(EXECUTION, { operationId: FIRST }), 200_004);
      assert.equal(bench.durable(FIRST), 200_004);
    });

    it('have cursors that are integers and never decrease', async () => {
      await bench.write(FIRST, 'a\nb\nc\n');
      const cursors = ['0'];
      for (const maxLines of [1, 1, 5, 5])
        cursors.push((await bench.entries({ cursor: cursors.at(-1) ?? '', maxLines })).cursor);
      assert.ok(cursors.every((cursor) => /^\d{1,19}$/.test(cursor)));
      const rising = cursors.toSorted((one, other) => Number(BigInt(one) - BigInt(other)));
      assert.deepEqual(cursors, rising);
      assert.equal(new Set(cursors.slice(0, 4)).size, 4);
      assert.equal(cursors[4], cursors[3], 'unchanged when nothing is new');
    });

    it('are refused for an invalid cursor', async () => {
      await assert.rejects(bench.entries({ cursor: 'a12' }), hasCode('invalid-input'));
    });

    it('are neither lost nor repeated, however pages and writes alternate', async () => {
      const text = fc.stringMatching(/^[ab\r\n€]{0,8}$/);
      const stream = fc.constantFrom<OutputFrame['stream'][]>('stdout', 'stderr', 'terminal');
      const operation = fc.constantFrom(1, 2);
      const act = fc.record({
        text,
        stream,
        operation,
        read: fc.integer({ min: 0, max: 3 }),
        again: fc.nat(9),
      });
      let execution = 100;
      await fc.assert(
        fc.asyncProperty(fc.array(act, { maxLength: 15 }), async (acts) => {
          execution += 1;
          const id = ExecutionId.parse(execution);
          const read: string[] = [];
          const last = new Map<string, Buffer>();
          let cursor = '0';
          const readPage = async (maxLines: number): Promise<boolean> => {
            const page = await bench.output.entries(id, { cursor, maxLines });
            cursor = page.cursor;
            for (const entry of page.entries) read.push(`${entry.operationId} ${entry.stream} ${entry.log}`);
            return page.atEnd;
          };
          for (const { text: added, stream: to, operation: sequence, read: lines, again } of acts) {
            const operationId = OperationId.parse(`${execution}-${sequence}`);
            const received = bench.received(operationId);
            await bench.append(sampleFrame(operationId, received, added, to));
            const name = `${operationId} ${to}`;
            last.set(name, Buffer.concat([last.get(name) ?? Buffer.alloc(0), Buffer.from(added)]));
            if (again === 0) await bench.reopen();
            if (lines > 0) await readPage(lines);
          }
          for (const sequence of [1, 2])
            await bench.output.end(OperationId.parse(`${execution}-${sequence}`));
          while (!(await readPage(2)));
          for (const [name, bytes] of last) {
            const lines = String(bytes).split('\n');
            const unfinished = lines.pop() ?? '';
            const expected = lines.map((line) => line.replace(/\r$/, ''));
            if (unfinished !== '') expected.push(unfinished);
            assert.deepEqual(
              read.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1)),
              expected,
            );
          }
          const all = await bench.output.entries(id, { cursor: '0' });
          assert.deepEqual(
            all.entries.map((entry) => `${entry.operationId} ${entry.stream} ${entry.log}`),
            read,
          );
        }),
        { numRuns: 40 },
      );
    });
  });
}
