import { JOURNAL_FORMAT } from '../store/journal/journal-format.ts';
import { JournalReader } from '../store/journal/journal-reader.ts';
import { checkDatabase } from './check-database.ts';
import type { Findings } from './findings.ts';

/** Checks the pages of the journal, each entry against its CRC, and that all other rows can be parsed. */
export async function checkJournal(path: string, findings: Findings): Promise<void> {
  await checkDatabase(path, JOURNAL_FORMAT.version, findings, (database) => {
    new JournalReader(database, path, (problem) => findings.note(path, problem)).checkAll();
  });
}
