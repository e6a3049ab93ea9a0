import type { Random } from '../random.ts';
import { type ChaosWorkflow, type Course, notesOf, noting, type Printed } from './workflow-job.ts';

export const NODE_NAMES = ['n1', 'n2', 'n3'] as const;
/** Three nodes, all on the host of whichever runner takes the workflow. */
export const NODES = Object.fromEntries(
  NODE_NAMES.map((name) => [name, { tags: 'all', 'node-executor': 'local' }]),
);

type Steps = readonly Readonly<Record<string, unknown>>[];
/** Creates the parts of a workflow that depend on its kind. */
type Kind = (at: Occasion) => Partial<ChaosWorkflow> & {
  readonly steps: Steps;
  readonly courses: readonly Course[];
  readonly more?: Readonly<Record<string, unknown>>;
  readonly sequence?: Readonly<Record<string, unknown>>;
};

interface Occasion {
  readonly name: string;
  readonly random: Random;
  readonly script: (label: string, body: readonly string[], exitCode?: number) => { readonly script: string };
}

const CAPTURE = { plugins: { LogFilter: [{ type: 'key-value-data', config: {} }] } };
const QUIET = { type: 'quiet-output', config: { regex: '^hidden', quietMatch: 'true' } };
const ALL = { filter: 'tags: all' };
const VALUES = ['plain', `a 'b' "c" $(d) ;\`e\` *`, 'ünï → 数 \\n %s', '-x --y=z'];

const KINDS: Readonly<Record<string, Kind>> = {
  nodes({ random, script }) {
    const threads = random.integer(1, 3);
    const strategy = random.pick(['node-first', 'sequential']);
    const sizes = [random.integer(1, 20), random.integer(1, 20), 1];
    return {
      threads,
      sequential: strategy === 'sequential',
      steps: sizes.map((size, index) => script(`s${index + 1}`, counted(size))),
      more: onNodes(threads),
      sequence: { strategy },
      courses: ends('succeeded', ...sizes.flatMap((size, index) => onEach(`${index + 1}`, numbers(size)))),
    };
  },

  'failing node'({ random, script }) {
    const threads = random.integer(1, 3);
    const fails = script('s2', ['echo two', `if [ "$RD_NODE_NAME" = n2 ]; then status=4; fi`]);
    return {
      threads,
      steps: [script('s1', counted(3)), fails, script('s3', counted(2))],
      more: onNodes(threads, { keepgoing: true }),
      courses: ends(
        'failed',
        ...onEach('1', numbers(3)),
        ...onEach('2', ['two']),
        ...onEach('3', numbers(2)).filter(({ node }) => node !== 'n2'),
      ),
    };
  },

  reference({ name, random, script }) {
    const value = random.pick(VALUES);
    const threads = random.integer(1, 3);
    const inner = `${name} inner`;
    return {
      threads,
      options: { v: value },
      inner: [
        {
          name: inner,
          steps: [script('inner', [`printf '%s\\n' "$RD_OPTION_W"`, 'sleep 0.2'])],
          more: { ...onNodes(threads), options: [{ name: 'w' }] },
        },
      ],
      steps: [
        { ...script('s1', [`printf 'RUNDECK:DATA:k = %s\\n' "$RD_OPTION_V"`]), ...CAPTURE },
        { jobref: { name: inner, group: '', args: '-w ${data.k}' } },
        script('s3', [`printf '%s\\n' "$RD_DATA_K"`]),
      ],
      more: { options: [{ name: 'v' }] },
      courses: ends(
        'succeeded',
        { step: '1', lines: [`RUNDECK:DATA:k = ${value}`] },
        ...onEach('2/1', [value]),
        { step: '3', lines: [value] },
      ),
    };
  },

  conditional({ random, script }) {
    const stage = random.pick(['a', 'b']);
    const branch = (wanted: string) => ({
      type: 'conditional',
      nodeStep: false,
      conditionGroups: [[{ key: '${option.stage}', operator: '==', value: wanted }]],
      subSteps: [script(`branch-${wanted}`, [`echo ${wanted}`, 'sleep 0.2'])],
    });
    return {
      options: { stage },
      steps: [branch('a'), branch('b'), script('s3', ['echo end'])],
      more: { options: [{ name: 'stage' }] },
      courses: ends(
        'succeeded',
        { step: stage === 'a' ? '1/1' : '2/1', lines: [stage] },
        { step: '3', lines: ['end'] },
      ),
    };
  },

  handler({ script }) {
    const handler = { ...script('handler', ['echo "code @result.resultCode@"']), keepgoingOnSuccess: true };
    return {
      steps: [{ ...script('s1', counted(3), 3), errorhandler: handler }, script('s2', ['echo on'])],
      courses: ends(
        'succeeded',
        { step: '1', lines: numbers(3) },
        { step: '1e', lines: ['code 3'] },
        { step: '2', lines: ['on'] },
      ),
    };
  },

  retried({ name, random, script }) {
    const until = random.integer(0, 3);
    const most = 2;
    const body = [
      'echo "attempt $RD_JOB_RETRYATTEMPT"',
      `if [ $RD_JOB_RETRYATTEMPT -lt ${until} ]; then status=5; fi`,
    ];
    const courses = Array.from({ length: Math.min(until, most) + 1 }, (_, attempt): Course => {
      const last = attempt >= until ? 'succeeded' : attempt === most ? 'failed' : 'failed-with-retry';
      return { status: last, printed: [{ step: '1', lines: [`attempt ${attempt}`] }] };
    });
    const secret = random.chance(0.5) ? { secret: `s3cret of ${name}` } : {};
    return {
      ...secret,
      steps: [script('s1', body)],
      more: { retry: { retry: String(most), delay: random.pick(['0', '1s', '3s']) }, ...securely(secret) },
      courses,
    };
  },

  file({ random, script }) {
    const file = numbers(random.integer(1, 5000)).join('\n');
    const lines = [`${Buffer.byteLength(file)}`];
    return {
      file,
      steps: [
        script('s1', ['wc -c < "@option.data@"']),
        script('s2', ['wc -c < "$RD_FILE_DATA"', 'sleep 0.3']),
      ],
      more: { options: [{ name: 'data', type: 'file' }] },
      courses: ends('succeeded', { step: '1', lines }, { step: '2', lines }),
    };
  },

  'over time'({ script }) {
    return {
      steps: [script('s1', ['echo begun', 'sleep 600 &', 'sleep 601'])],
      more: { timeout: '3s' },
      courses: ends('timedout', { step: '1', lines: ['begun'] }),
    };
  },

  stopped({ random, script }) {
    const threads = random.integer(1, 3);
    return {
      threads,
      abortAfterMs: random.integer(0, 6000),
      steps: [
        script('s1', counted(10)),
        script('s2', ['echo lingers', "setsid sh -c 'sleep 602' &", 'sleep 603']),
      ],
      more: onNodes(threads),
      sequence: { strategy: 'node-first' },
      courses: ends('aborted', ...onEach('1', numbers(10)), ...onEach('2', ['lingers'])),
    };
  },

  secret({ name, script }) {
    const inner = `${name} inner`;
    const shown = ['it is *****'];
    return {
      secret: `s3cret of ${name}`,
      inner: [
        {
          name: inner,
          steps: [script('inner', ['echo "it is $RD_OPTION_KEY"'])],
          more: securely({ secret: inner }),
        },
      ],
      steps: [
        { ...script('s1', ['echo "RUNDECK:DATA:k = $RD_OPTION_KEY"']), ...CAPTURE },
        { jobref: { name: inner, group: '', args: '-key ${option.key}' } },
        script('s3', ['echo "it is $RD_DATA_K"', 'echo "it is $RD_OPTION_KEY" >&2']),
      ],
      more: securely({ secret: name }),
      courses: ends(
        'succeeded',
        { step: '1', lines: ['RUNDECK:DATA:k = *****'] },
        { step: '2/1', lines: shown },
        { step: '3', lines: [...shown, ...shown] },
      ),
    };
  },

  filtered({ script }) {
    const body = ['echo shown', 'echo hidden 1', 'sleep 0.2', 'echo hidden 2', 'echo end'];
    return {
      steps: [{ ...script('s1', body), plugins: { LogFilter: [QUIET] } }],
      courses: ends('succeeded', { step: '1', lines: ['shown', 'end'] }),
    };
  },
};

/** Chooses the next workflow. Notifications of its executions go to `receiver`. */
export function chaosWorkflow(
  number: number,
  random: Random,
  { folder, receiver }: { readonly folder: string; readonly receiver: string },
): ChaosWorkflow {
  const kind = random.pick(Object.keys(KINDS));
  const make = KINDS[kind];
  if (make === undefined) throw new RangeError(`there is no kind ${kind}`);
  const name = `workflow-${number}`;
  const notes = notesOf(name, folder);
  const made = make({
    name,
    random,
    script: (label, body, exitCode) => ({ script: noting(notes, label, body, exitCode) }),
  });
  const { steps, more, sequence, ...rest } = made;
  const tags = random.pick([['east'], ['east'], ['west'], []]);
  const notification = Object.fromEntries(
    ['onstart', 'onsuccess', 'onfailure', 'onretryablefailure'].map((trigger) => [
      trigger,
      { urls: `${receiver}/${trigger}` },
    ]),
  );
  return {
    inner: [],
    options: {},
    threads: 1,
    sequential: false,
    ...rest,
    name,
    kind,
    job: {
      name,
      ...(tags.length === 0 ? {} : { tags }),
      steps: [],
      more: { notification, ...more, sequence: { ...sequence, commands: steps } },
    },
  };
}

function onNodes(threads: number, dispatch: Readonly<Record<string, unknown>> = {}) {
  return { nodefilters: { ...ALL, dispatch: { threadcount: threads, ...dispatch } } };
}

function onEach(step: string, lines: readonly string[]): readonly Printed[] {
  return NODE_NAMES.map((node) => ({ step, node, lines }));
}

function ends(status: string, ...printed: readonly Printed[]): readonly Course[] {
  return [{ status, printed }];
}

function securely({ secret }: { readonly secret?: string }) {
  return secret === undefined ? {} : { options: [{ name: 'key', secure: true, valueExposed: true }] };
}

function numbers(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `line ${index + 1}`);
}

function counted(count: number): readonly string[] {
  return ['i=1', `while [ $i -le ${count} ]; do echo "line $i"; i=$((i+1)); sleep 0.05; done`];
}
