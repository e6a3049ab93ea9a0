import { join } from 'node:path';
import { DEFAULT_SETTINGS, type Settings } from '../../../protocol/entities/settings.ts';
import type { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { type DataDir, openDataDir } from '../../store/data-dir/data-dir.ts';
import { marksBelow } from '../../store/data-dir/disk-gauge.ts';
import {
  type CoordinatorDefinitions,
  openCoordinatorDefinitions,
  settingsOf,
} from '../../store/definitions/coordinator-definitions.ts';
import { openEmbeddedJournal } from '../../store/journal/embedded-journal.ts';
import type { Journal } from '../../store/journal/journal.ts';
import type { OutputLimits } from '../../store/output/limits/output-limits.ts';
import { openEmbeddedOutput } from '../../store/output/open-embedded-output.ts';
import type { Output } from '../../store/output/output.ts';
import { openOrReplace, type ReplacedDatabase } from '../../store/sqlite/open-or-replace.ts';
import type { Closers } from '../lifecycle/closers.ts';
import type { Log } from '../lifecycle/log.ts';

export interface StoresOptions {
  readonly dataDir: string;
  readonly journalWorker: URL | string;
  /** Whether runners are enabled in a new data dir. */
  readonly runnersEnabled: boolean;
  readonly log: Log;
  readonly closers: Closers;
  readonly outputLimits: OutputLimits;
  /** Called when the storage can no longer guarantee durability. The process must then end. */
  readonly onFatal: (error: OutrunnerError) => void;
  /** Epoch ms. */
  readonly now: () => number;
}

export interface Stores {
  readonly dataDir: DataDir;
  readonly definitions: CoordinatorDefinitions;
  readonly journal: Journal;
  readonly output: Output;
  /** Whether executions or output of an earlier process were lost, so that queued work must be held. */
  readonly lostHistory: boolean;
  /** Returns the current settings. */
  readonly settings: () => Settings;
}

const LOST =
  'its content is lost; open executions end as unknown, and queued work is held until an administrator releases it';

/** Takes ownership of the data dir and opens all its stores. Throws the errors of opening any of them. */
export async function openStores(options: StoresOptions): Promise<Stores> {
  const { closers, log, onFatal, now } = options;
  const dataDir = await openDataDir(options.dataDir);
  closers.add('data dir', () => dataDir.close());
  dataDir.damages.follow(({ path, problem, movedTo }) => {
    const file = join(dataDir.path, path);
    if (movedTo === undefined) log.error({ file, problem }, 'a damaged file was found');
    else log.error({ file, problem, movedTo: join(dataDir.path, movedTo) }, 'a damaged file was set aside');
  });
  const definitions = await openCoordinatorDefinitions({
    folder: dataDir.path,
    now,
    damages: dataDir.damages,
    onFatal,
  });
  closers.add('definitions', () => definitions.close());
  const settings = await followSettings(definitions, dataDir, options);
  const { damages, path: folder } = dataDir;
  const journalPath = join(folder, 'journal.db');
  const journal = await openOrReplace(journalPath, [], damages, () =>
    openEmbeddedJournal({
      path: journalPath,
      worker: options.journalWorker,
      onFatal,
      onDamage: (problem) => damages.note(journalPath, problem),
    }),
  );
  closers.add('journal', () => journal.opened.close());
  const outputPath = join(folder, 'output.db');
  const output = await openOrReplace(outputPath, [join(folder, 'output')], damages, () =>
    openEmbeddedOutput({
      folder,
      now,
      damages,
      hasRoom: () => !dataDir.latestDiskSpace().reserved,
      limits: options.outputLimits,
      onFatal,
    }),
  );
  closers.add('output', () => output.opened.close());
  // A data dir without tokens is new, because the administrator's token is created only after both databases.
  const isFirst = (await definitions.snapshot()).values('tokens').length === 0;
  const isLost = (path: string, { isNew }: ReplacedDatabase<unknown>): boolean => {
    if (isNew && !isFirst) damages.note(path, LOST);
    return isNew && !isFirst;
  };
  const lost = [isLost(journalPath, journal), isLost(outputPath, output)];
  const lostHistory = lost.includes(true);
  return { dataDir, definitions, journal: journal.opened, output: output.opened, lostHistory, settings };
}

async function followSettings(
  definitions: CoordinatorDefinitions,
  dataDir: DataDir,
  { runnersEnabled, closers }: StoresOptions,
): Promise<() => Settings> {
  const first = await definitions.snapshot();
  if (runnersEnabled && first.get('settings', 'settings') === undefined) {
    const enabled = { ...DEFAULT_SETTINGS, runners: { enabled: true } };
    await definitions.change((draft) => draft.put('settings', 'settings', enabled));
  }
  let current = settingsOf(await definitions.snapshot());
  const apply = (settings: Settings) => {
    current = settings;
    dataDir.setDiskMarks(marksBelow(settings.limits.lowDiskBytes));
  };
  apply(current);
  const stop = definitions.subscribe(({ changed, snapshot }) => {
    if (changed.some(({ collection }) => collection === 'settings')) apply(settingsOf(snapshot));
  });
  closers.add('settings', stop);
  return () => current;
}
