import { HTTP_LIMITS, type Limit } from '../../coordinator/network/limits.ts';
import { NODE_LIMITS } from '../../job-language/nodes/trust/untrusted-nodes.ts';
import { JOB_FILE_LIMITS } from '../../job-language/source/job-limits.ts';
import { NUMBER_LIMITS, WORD_LIMITS } from '../../protocol/bounds.ts';
import { CAPTURE_LIMITS } from '../../protocol/runner/captured-data.ts';
import { DISCOVERY_LIMITS } from '../../protocol/runner/discover.ts';
import { RUNNER_LIMITS } from '../../protocol/runner/headers.ts';
import { POSITION_LIMITS } from '../../protocol/runner/position-limits.ts';
import { MOST_JSON_LEVELS } from '../../support/text/bounded-json.ts';

type Row = readonly [what: string, value: string, constant: string];

/** Returns the rows of the table of limits: description, value and constant. */
export function limitRows(): readonly Row[] {
  return [
    ...rows('RUNNER_LIMITS', RUNNER_LIMITS, {
      outputRequestBytes: 'Bytes of one `output` request',
      outputRequestsInFlight: '`output` requests of one session at a time',
      framePayloadBytes: 'Bytes of output in one frame',
      listEntries: 'Entries of one list in a call',
      resultsValues: 'Values in the JSON of one `results` request, counted by commas and opening brackets',
      runningOperations: 'Operations that a replica runs at once',
      heldOperations: 'Operations that a replica holds, in a `sync`',
      aheadBytes:
        'Bytes of an operation’s output that the coordinator holds until the gap before them is filled',
      aheadMilliseconds: 'Time for which the coordinator holds these bytes, ms',
    }),
    ...rows('WORD_LIMITS', WORD_LIMITS, {
      code: 'Characters of a code that a runner sends, such as a reason or a signal',
      name: 'Characters of a name that a runner sends, such as its host',
      problem: 'Characters of a reason for people. A runner cuts a longer one, with a visible mark',
      signature: 'Characters of the signature of a sign-in',
    }),
    ...rows('NUMBER_LIMITS', NUMBER_LIMITS, {
      epochMilliseconds: 'The latest time that a runner can send, epoch ms. The earliest is 0',
      durationMilliseconds: 'The longest duration that a runner can send, ms',
      seconds: 'The longest duration that a runner can send in seconds',
      byteOffset: 'Bytes of one operation’s output',
      count: 'The largest count that a runner can send',
    }),
    ...rows('CAPTURE_LIMITS', CAPTURE_LIMITS, {
      bytes: 'Bytes of the data that log filters capture from one operation, keys and values',
      keyBytes: 'Bytes of one key of captured data',
      keys: 'Keys of the captured data of one operation',
    }),
    ...rows('DISCOVERY_LIMITS', DISCOVERY_LIMITS, {
      nodes: 'Nodes in a document that a runner reports',
      tags: 'Tags of one of these nodes',
      attributes: 'Attributes of one of these nodes',
      nameCharacters: 'Characters of a name, tag or attribute name of these nodes',
      valueCharacters: 'Characters of the value of an attribute of these nodes',
      failedFiles: 'Unreadable files of a folder that a runner reports',
    }),
    ...rows('NODE_LIMITS', NODE_LIMITS, {
      nameCharacters: 'Characters of a name, host name, user name or tag of a node of an untrusted source',
      attributeNameCharacters: 'Characters of the name of an attribute of such a node',
      valueCharacters: 'Characters of the value of an attribute of such a node',
      attributes: 'Attributes of such a node',
      namesListed: 'Names of dropped attributes, and of dropped nodes, that are shown with a source',
    }),
    ...rows('POSITION_LIMITS', POSITION_LIMITS, {
      generation: 'The highest generation of a coordinator',
      sequence: 'The highest sequence of a coordinator’s journal',
    }),
    ...rows('JOB_FILE_LIMITS', JOB_FILE_LIMITS, {
      jobs: 'Jobs of one file',
      steps: 'Steps of one job, including those within conditionals and error handlers',
      jobCharacters: 'Characters of one job',
      depth: 'Levels of nesting in a file of jobs',
      tokens: 'Words, marks and line breaks of a file of jobs',
      aliasedValues: 'Values that the YAML aliases of a file may expand to',
    }),
    row('MOST_JSON_LEVELS', MOST_JSON_LEVELS, 'Levels of nesting in any JSON from outside'),
    ...Object.entries<Limit>(HTTP_LIMITS).map(([name, { value, bounds }]) =>
      row(`HTTP_LIMITS.${name}`, value, bounds),
    ),
  ];
}

/** Builds the rows of one constant. The type requires a description of every limit. */
function rows<Name extends string>(
  constant: string,
  limits: Readonly<Record<Name, number>>,
  descriptions: Readonly<Record<Name, string>>,
): readonly Row[] {
  const names = Object.keys(descriptions) as Name[];
  return names.map((name) => row(`${constant}.${name}`, limits[name], descriptions[name]));
}

function row(constant: string, value: number, bounds: string): Row {
  return [bounds, value.toLocaleString('en-US'), `\`${constant}\``];
}
