import { isAmbiguousScalar } from '../keys/ambiguous-scalar.ts';
import type { KeyPlace } from '../keys/key-places.ts';

/** A part of a job to insert at once, with placeholders. */
export interface JobSnippet {
  /** The word that the list of completions shows and that is matched against the typed text. */
  readonly name: string;
  readonly description: string;
  /** The place that contains the snippet. `file`: the snippet is a whole job. */
  readonly place: KeyPlace | 'file';
  /** Whether the snippet is an item of a list, which begins with a dash, instead of a key. */
  readonly isItem: boolean;
  /** Lines in the snippet syntax of VS Code, without the indentation of the place. */
  readonly body: readonly string[];
}

/** Maximum number of tags that a placeholder offers. */
const MOST_TAGS = 50;

/** Returns all snippets. `tags` are the tags of the runners, which the placeholder of a tag offers. */
export function jobSnippets(tags: readonly string[]): readonly JobSnippet[] {
  return [...wholeJobs(tags), ...itemSnippets(), ...keySnippets(tags)];
}

function wholeJobs(tags: readonly string[]): readonly JobSnippet[] {
  const first = ['- name: ${1:name}', '  description: ${2:What it does}'];
  return [
    {
      name: 'job',
      description: 'Outrunner job with one command',
      place: 'file',
      isItem: true,
      body: [...first, '  sequence:', '    commands:', '    - exec: ${3:echo hello}'],
    },
    {
      name: 'job with tags',
      description: 'Outrunner job that runs on runners with tags',
      place: 'file',
      isItem: true,
      body: [
        ...first,
        '  runnerSelector:',
        `    filter: ${tagPlaceholder(3, tags)}`,
        '    runnerFilterMode: TAGS',
        '  sequence:',
        '    commands:',
        '    - exec: ${4:echo hello}',
      ],
    },
  ];
}

function itemSnippets(): readonly JobSnippet[] {
  return [
    {
      name: 'option',
      description: 'Option of the job',
      place: 'option',
      isItem: true,
      body: ['- name: ${1:name}', '  description: ${2:What it means}', '  required: ${3|true,false|}'],
    },
    {
      name: 'exec',
      description: 'Step that runs a command',
      place: 'step',
      isItem: true,
      body: ['- description: ${1:What it does}', '  exec: ${2:echo hello}'],
    },
    {
      name: 'script',
      description: 'Step that runs a script',
      place: 'step',
      isItem: true,
      body: ['- description: ${1:What it does}', '  script: |', '    ${2:echo hello}'],
    },
    {
      name: 'jobref',
      description: 'Step that runs another job',
      place: 'step',
      isItem: true,
      body: ['- jobref:', '    group: ${1:group}', '    name: ${2:name}'],
    },
  ];
}

function keySnippets(tags: readonly string[]): readonly JobSnippet[] {
  return [
    {
      name: 'errorhandler',
      description: 'Step that runs if this step fails',
      place: 'step',
      isItem: false,
      body: ['errorhandler:', '  exec: ${1:echo failed}', '  keepgoingOnSuccess: ${2|true,false|}'],
    },
    {
      name: 'runnerSelector',
      description: 'Tags of the runners that run the job',
      place: 'job',
      isItem: false,
      body: ['runnerSelector:', `  filter: ${tagPlaceholder(1, tags)}`, '  runnerFilterMode: TAGS'],
    },
    {
      name: 'nodefilters',
      description: 'Nodes that the steps run on',
      place: 'job',
      isItem: false,
      body: ['nodefilters:', "  filter: '${1:tags: web}'", '  dispatch:', "    threadcount: '${2:1}'"],
    },
    {
      name: 'schedule',
      description: 'Daily schedule',
      place: 'job',
      isItem: false,
      body: [
        'schedule:',
        '  time:',
        "    hour: '${1:3}'",
        "    minute: '${2:30}'",
        'timeZone: ${3:Europe/Berlin}',
      ],
    },
    {
      name: 'notification',
      description: 'Mail if an execution fails',
      place: 'job',
      isItem: false,
      body: [
        'notification:',
        '  onfailure:',
        '    email:',
        '      recipients: ${1:ops@example.com}',
        '      subject: ${2:A job failed}',
      ],
    },
  ];
}

/**
 * Returns a placeholder that offers the tags that need neither quotes nor escapes, or contains an example if there are
 * none.
 */
function tagPlaceholder(number: number, tags: readonly string[]): string {
  const plain = tags.filter((tag) => /^[A-Za-z_][\w.-]*$/.test(tag) && !isAmbiguousScalar(tag));
  if (plain.length === 0) return `\${${number}:linux}`;
  return `\${${number}|${plain.slice(0, MOST_TAGS).join(',')}|}`;
}
