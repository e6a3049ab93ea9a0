/**
 * For tests: appends entries to a journal, several at a time, and prints the last sequence of each append once the
 * append is durable.
 */
import { openEmbeddedJournal } from './embedded-journal.ts';
import { sampleEntry, sampleSummary } from './journal.conformance.ts';

const [path = ''] = process.argv.slice(2);
const journal = await openEmbeddedJournal({
  path,
  worker: new URL('./journal-worker.ts', import.meta.url),
  onFatal: console.error,
});

async function appendAll(): Promise<never> {
  for (;;) {
    const id = await journal.nextExecutionId();
    const entries = ['a', 'b', 'c'].map((data) => ({ ...sampleEntry(id, data), summary: sampleSummary(id) }));
    const { lastSequence } = await journal.append(entries);
    console.log(lastSequence);
  }
}

await Promise.all(Array.from({ length: 4 }, appendAll));
