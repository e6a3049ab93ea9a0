import assert from 'node:assert/strict';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { aFailure, anEntry, anError, EXECUTION, ServedOutput } from './entry-fixtures.ts';
import { ExecutionOutputs } from './execution-outputs.ts';
import { outputLine } from './output-line.ts';

const TEN = Array.from({ length: 10 }, (_, index) => anEntry(`1 web${index % 2}`, `line ${index}`));
const whole = { execution: EXECUTION };
const lineLength = outputLine(TEN[0] ?? anEntry('', '')).length + 1;

describe('ExecutionOutputs', () => {
  it('shows output that fits into one document without a header line', async () => {
    const served = new ServedOutput(3, ...TEN);
    const part = await new ExecutionOutputs(() => served.client).open({ ...whole, part: 1 });
    assert.equal(part.text, TEN.map((entry) => `${outputLine(entry)}\n`).join(''));
    assert.equal(part.isComplete, true);
    assert.equal(part.next, undefined);
  });

  it('splits large output into parts; the header of each shows its lines and how to open the others', async () => {
    const served = new ServedOutput(3, ...TEN);
    const outputs = new ExecutionOutputs(() => served.client, lineLength * 4);
    const texts: string[] = [];
    for (const part of [3, 1, 2]) texts[part] = (await outputs.open({ ...whole, part })).text;
    const bodies = texts.map((text) => text.split('\n').slice(1, -1));
    assert.deepEqual(bodies.flat(), TEN.map(outputLine));
    assert.deepEqual(
      texts.flatMap((text) => text.split('\n')[0] ?? []),
      [
        'Part 1: lines 1 to 4 of the output of execution 12. The whole output has 3 MiB. Run “Show Next Part of Output” to read the other lines, or “Save Output As…” to save all of them.',
        'Part 2: lines 5 to 8 of the output of execution 12. The whole output has 3 MiB. Run “Show Previous Part of Output” or “Show Next Part of Output” to read the other lines, or “Save Output As…” to save all of them.',
        'Part 3: lines 9 to 10 of the output of execution 12. The whole output has 3 MiB. Run “Show Previous Part of Output” to read the other lines, or “Save Output As…” to save all of them.',
      ],
    );
    await assert.rejects(
      outputs.open({ ...whole, part: 4 }),
      (error) => isOutrunnerError(error) && error.code === 'not-found',
    );
  });

  it('converts a line number of the whole output to a part and its line, and back', async () => {
    const served = new ServedOutput(3, ...TEN);
    const outputs = new ExecutionOutputs(() => served.client, lineLength * 4);
    for (const number of [1, 4, 5, 10]) {
      const place = await outputs.placeOf(whole, number);
      const part = await outputs.open({ ...whole, part: place.part });
      assert.match(part.text.split('\n')[place.line] ?? '', new RegExp(`line ${number - 1}$`));
      assert.equal(await outputs.numberOf({ ...whole, ...place }), number);
    }
    assert.deepEqual(await outputs.placeOf(whole, 99), await outputs.placeOf(whole, 10));
  });

  it('appends the new output of a running execution, until the execution ends', async () => {
    const served = new ServedOutput(3, ...TEN.slice(0, 2));
    served.hasEnded = false;
    const part = await new ExecutionOutputs(() => served.client).open({ ...whole, part: 1 });
    const { text, version } = part;
    assert.equal(await part.grow(), false);
    assert.equal(part.isComplete, false);
    served.entries.push(...TEN.slice(2));
    assert.equal(await part.grow(), true);
    assert.ok(part.text.startsWith(text) && part.version > version);
    assert.equal(part.layout.lines, 10);
    served.hasEnded = true;
    await part.grow();
    assert.equal(part.isComplete, true);
  });

  it('contains only the lines of the node if the address contains a node', async () => {
    const served = new ServedOutput(3, ...TEN);
    const outputs = new ExecutionOutputs(() => served.client);
    const { text } = await outputs.open({ ...whole, node: 'web1', part: 1 });
    assert.deepEqual(text.match(/line \d/g), ['line 1', 'line 3', 'line 5', 'line 7', 'line 9']);
    assert.equal((await outputs.open({ ...whole, node: 'db', part: 1 })).text, 'No output\n');
  });

  it('finds the failure in a later part rather than a warning in the first part', async () => {
    const served = new ServedOutput(3, anError('1 web0', 'warning'), ...TEN, aFailure('2 web1'));
    const outputs = new ExecutionOutputs(() => served.client, lineLength * 4);
    assert.deepEqual(await outputs.find(whole, { error: true }), { part: 3, found: { line: 4, rank: 3 } });
    const warning = await outputs.find({ ...whole, node: 'web0' }, { error: true });
    assert.deepEqual(warning, { part: 1, found: { line: 1, rank: 2 } });
    const step = await outputs.find(whole, { stepctx: '2', error: false });
    assert.equal(step?.part, 3);
  });

  it('finds the next line with a text in any part, and wraps around at the end', async () => {
    const served = new ServedOutput(3, ...TEN);
    const outputs = new ExecutionOutputs(() => served.client, lineLength * 4);
    const next = (text: string, after?: { part: number; line: number }) =>
      outputs.findText(whole, text, after);
    assert.deepEqual(await next('LINE 9'), { part: 3, line: 2 });
    assert.deepEqual(await next('line', { part: 1, line: 4 }), { part: 2, line: 1 });
    assert.deepEqual(await next('line 0', { part: 2, line: 0 }), { part: 1, line: 1 });
    assert.equal(await next('line 10', { part: 2, line: 0 }), undefined);
  });

  it('opens a part with a match without reading its pages again', async () => {
    const served = new ServedOutput(3, ...TEN, aFailure('2 web1'));
    const outputs = new ExecutionOutputs(() => served.client, lineLength * 4);
    const found = await outputs.find(whole, { error: true });
    const { pages } = served;
    await outputs.open({ ...whole, part: found?.part ?? 0 });
    assert.equal(served.pages, pages);
  });

  it('returns the whole output in pieces, without the headers of parts', async () => {
    const served = new ServedOutput(3, ...TEN);
    const outputs = new ExecutionOutputs(() => served.client, lineLength * 4);
    const pieces: string[] = [];
    for await (const piece of outputs.pieces(whole)) pieces.push(piece);
    assert.equal(pieces.length, 4);
    assert.equal(pieces.join(''), TEN.map((entry) => `${outputLine(entry)}\n`).join(''));
  });

  it('does not continue a part with the output of another coordinator', async () => {
    const served = new ServedOutput(3, ...TEN.slice(0, 2));
    served.hasEnded = false;
    let { client } = served;
    const part = await new ExecutionOutputs(() => client).open({ ...whole, part: 1 });
    client = { ...client, origin: 'https://b.example' };
    await assert.rejects(part.grow(), (error) => isOutrunnerError(error) && error.code === 'not-connected');
  });

  it('reads a part again after an error', async () => {
    const served = new ServedOutput(3, ...TEN);
    let client: ServedOutput['client'] | undefined;
    const outputs = new ExecutionOutputs(() => client);
    await assert.rejects(outputs.open({ ...whole, part: 1 }));
    client = served.client;
    assert.equal((await outputs.open({ ...whole, part: 1 })).layout.lines, 10);
  });
});
