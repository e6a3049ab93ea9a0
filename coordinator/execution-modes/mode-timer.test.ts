import assert from 'node:assert/strict';
import type { PlannedMode } from '../../protocol/entities/planned-mode.ts';
import type { Project } from '../../protocol/entities/project.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { ManualClock } from '../dispatch/testing/manual-clock.ts';
import {
  type CoordinatorDefinitions,
  coordinatorOf,
  openCoordinatorDefinitions,
  settingsOf,
} from '../store/definitions/coordinator-definitions.ts';
import { Damages } from '../store/files/damages.ts';
import { scratchFolder } from '../store/testing/scratch-folder.ts';
import { ModeTimer } from './mode-timer.ts';
import { withPlan } from './project-modes.ts';
import { putExecutionMode } from './system-mode.ts';

const HOUR = 3_600_000;
const SHOP: Project = {
  name: ProjectName.parse('shop'),
  description: '',
  config: { 'project.label': 'Shop' },
  createdAt: 0,
  revision: 0,
};

describe('the mode timer', () => {
  let clock: ManualClock;
  /** How much the clock of the host was set forward, in ms. Timers do not notice it. */
  let setForward: number;
  let folder: Awaited<ReturnType<typeof scratchFolder>>;
  let definitions: CoordinatorDefinitions;
  let timer: ModeTimer | undefined;
  let audited: string[];
  let logged: string[];

  beforeEach(async () => {
    clock = new ManualClock();
    setForward = 0;
    folder = await scratchFolder();
    definitions = await openCoordinatorDefinitions({
      folder: folder.path,
      now: () => 0,
      damages: new Damages(folder.path),
      onFatal: assert.fail,
    });
    await definitions.change((draft) => draft.put('projects', SHOP.name, SHOP));
    audited = [];
    logged = [];
  });
  afterEach(async () => {
    await timer?.close();
    timer = undefined;
    await definitions.close();
    await folder.remove();
  });

  const open = async (
    change: CoordinatorDefinitions['change'] = (mutator) => definitions.change(mutator),
  ) => {
    timer = await ModeTimer.open({
      definitions: {
        change,
        snapshot: () => definitions.snapshot(),
        subscribe: (listener) => definitions.subscribe(listener),
        keepTexts: (texts) => definitions.keepTexts(texts),
        text: (hash) => definitions.text(hash),
        close: () => definitions.close(),
      },
      audit: ({ who, what, subject, from }) => void audited.push(`${who} ${what} ${subject} (${from})`),
      clock: {
        epoch: () => clock.epoch() + setForward,
        after: (milliseconds, callback) => clock.after(milliseconds, callback),
      },
      log: { error: (_, message) => void logged.push(message) },
    });
    return timer;
  };
  const inOneHour = (enables: boolean): PlannedMode => ({
    enables,
    value: '1h',
    at: clock.epoch() + HOUR,
    by: 'ann',
  });
  const planSystem = (plannedMode: PlannedMode) =>
    definitions.change((draft) => {
      draft.put('coordinator', 'coordinator', { ...coordinatorOf(draft), plannedMode });
    });
  const planProject = (kind: 'executions' | 'schedule', plan: PlannedMode) =>
    definitions.change((draft) => {
      draft.put('projects', SHOP.name, withPlan(draft.get('projects', SHOP.name) ?? SHOP, kind, plan));
    });
  const isActive = async () => settingsOf(await definitions.snapshot()).executionMode.active;
  const config = async () => (await definitions.snapshot()).get('projects', SHOP.name)?.config;
  /** Resolves once the changes that are being made now are durable: changes are made one after the other. */
  const settled = () => definitions.change(() => undefined);

  it('changes the mode of the coordinator at the planned time, as an act of the user who planned it', async () => {
    await open();
    await planSystem(inOneHour(false));
    clock.advance(HOUR - 1);
    await settled();
    assert.equal(await isActive(), true);
    clock.advance(1);
    await settled();
    assert.equal(await isActive(), false);
    assert.equal(coordinatorOf(await definitions.snapshot()).plannedMode, undefined);
    assert.deepEqual(audited, ['ann system.disable_executions coordinator (planned change)']);
  });

  it('changes each mode of a project on its own, and leaves other properties as they are', async () => {
    await open();
    await planProject('executions', inOneHour(false));
    await planProject('schedule', { ...inOneHour(false), value: '2h', at: clock.epoch() + 2 * HOUR });
    clock.advance(HOUR);
    await settled();
    assert.deepEqual(await config(), {
      'project.label': 'Shop',
      'project.later.schedule.disable': 'true',
      'project.later.schedule.disable.value': '2h',
      'project.disable.executions': 'true',
    });
    clock.advance(HOUR);
    await settled();
    assert.deepEqual(await config(), {
      'project.label': 'Shop',
      'project.disable.executions': 'true',
      'project.disable.schedule': 'true',
    });
    assert.deepEqual(audited, [
      'ann project.disable_executions shop (planned change)',
      'ann project.disable_schedule shop (planned change)',
    ]);
  });

  it('applies changes that became due while the coordinator was stopped before it opens', async () => {
    await planSystem(inOneHour(false));
    await planProject('executions', inOneHour(false));
    clock.advance(24 * HOUR);
    await open();
    assert.equal(await isActive(), false);
    assert.equal((await config())?.['project.disable.executions'], 'true');
    assert.equal(audited.length, 2);
  });

  it('follows replaced and cancelled plans, and deleted projects', async () => {
    await open();
    await planSystem(inOneHour(false));
    await planSystem({ ...inOneHour(false), value: '3h', at: clock.epoch() + 3 * HOUR });
    await planProject('executions', inOneHour(false));
    await definitions.change((draft) => draft.remove('projects', SHOP.name));
    clock.advance(2 * HOUR);
    await settled();
    assert.equal(await isActive(), true);
    await definitions.change((draft) => putExecutionMode(draft, false));
    await definitions.change((draft) => putExecutionMode(draft, true));
    clock.advance(2 * HOUR);
    await settled();
    assert.equal(await isActive(), true);
    assert.deepEqual(audited, []);
  });

  it('notices within 30 s that the clock was set forward', async () => {
    await open();
    await planSystem(inOneHour(false));
    setForward = HOUR;
    clock.advance(30_000);
    await settled();
    assert.equal(await isActive(), false);
  });

  it('repeats a change that could not be stored', async () => {
    let isFull = true;
    await open((mutator) =>
      isFull ? Promise.reject(new Error('the disk is full')) : definitions.change(mutator),
    );
    await planSystem(inOneHour(false));
    clock.advance(HOUR);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(logged, ['a planned change of an execution mode was not applied']);
    isFull = false;
    clock.advance(1000);
    await settled();
    assert.equal(await isActive(), false);
  });

  it('keeps an embedded coordinator running only for a change that enables something', async () => {
    const opened = await open();
    assert.equal(opened.isActive(), false);
    await planProject('executions', inOneHour(false));
    assert.equal(opened.isActive(), false);
    await definitions.change((draft) => putExecutionMode(draft, false));
    await planSystem(inOneHour(true));
    assert.equal(opened.isActive(), true);
    clock.advance(HOUR);
    await settled();
    assert.equal(opened.isActive(), false);
    assert.equal(await isActive(), true);
  });
});
