import { parseXml } from '../../../../job-language/source/parse-xml.ts';
import type { XmlElement } from '../../../../job-language/source/xml-element.ts';
import { type EndStatus, ExecutionType, type Reason } from '../../../../protocol/entities/execution.ts';
import { commaList } from '../../../../support/text/comma-list.ts';
import { excerpt } from '../../../../support/text/excerpt.ts';

/** Maximum depth of elements. */
const MOST_DEPTH = 64;
/** Maximum lengths of texts, in UTF-16 code units. */
const LONGEST = { name: 255, title: 500, argString: 65_536, reason: 2000 } as const;
/** Maximum number of nodes in each list. */
const MOST_NODES = 10_000;

const TRUE: ReadonlySet<string> = new Set(['true', 'succeeded', 'succeed']);
const FALSE: ReadonlySet<string> = new Set(['false', 'failed', 'fail']);
const KNOWN: ReadonlySet<string> = new Set(['aborted', 'timedout', 'failed-with-retry']);

/** The end of an execution. */
export interface ReadEnd {
  readonly status: EndStatus;
  readonly customStatus?: string;
  readonly reason?: Reason;
  readonly abortedBy?: string;
}

/** An execution in an archive. Ids are those of the coordinator that exported it. */
export interface ReadExecution {
  readonly id: string;
  readonly jobId?: string;
  readonly user: string;
  readonly argString: string;
  readonly executionType?: ExecutionType;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly end: ReadEnd;
  readonly successfulNodes: readonly string[];
  readonly failedNodes: readonly string[];
  /** The first step. */
  readonly title: string;
  /** The name of the file with its output, if any. */
  readonly logFile?: string;
  readonly retry?: { readonly attempt: number; readonly initial: string; readonly previous: string };
}

/** The execution and the job of an entry in the history. */
export interface ReadReport {
  readonly executionId: string;
  /** `group/name`, or `adhoc`. */
  readonly job: string;
}

/**
 * Parses a file `execution-ID.xml`. An execution that had not ended becomes one that was aborted at its start. Throws
 * an error for a text that contains no executions.
 *
 * @param now epoch ms
 */
export function readExecutionXml(text: string, now: number): ReadExecution[] {
  const root = rootOf(text, 'executions');
  const found = root.children.filter(({ name }) => name === 'execution');
  if (found.length === 0) throw new Error('it contains no element "execution"');
  return found.map((element) => executionOf(element, now));
}

/** Parses a file `report-ID.xml`. Throws an error for any other text. */
export function readReportXml(text: string): ReadReport {
  const report = rootOf(text, 'report');
  const executionId = textAt(report, 'executionId') ?? textAt(report, 'jcExecId') ?? '';
  return { executionId, job: excerpt(textAt(report, 'reportId') ?? '', LONGEST.title) };
}

function rootOf(text: string, name: string): XmlElement {
  const root = parseXml(text, MOST_DEPTH);
  if ('message' in root) throw new Error(root.message);
  if (root.name !== name) throw new Error(`its root is "${excerpt(root.name, 100)}" instead of "${name}"`);
  return root;
}

function executionOf(element: XmlElement, now: number): ReadExecution {
  const id = element.attributes.find(({ name }) => name === 'id')?.value ?? textAt(element, 'id') ?? '';
  const completed = timeAt(element, 'dateCompleted');
  const startedAt = Math.min(timeAt(element, 'dateStarted') ?? completed ?? now, now);
  const endedAt = completed === undefined ? startedAt : Math.max(startedAt, Math.min(completed, now));
  const jobId = textAt(element, 'jobId');
  const logFile = textAt(element, 'outputfilepath');
  const given = ExecutionType.safeParse(textAt(element, 'executionType'));
  const executionType = given.success ? given.data : jobId === undefined ? 'adhoc' : undefined;
  const attempt = Number(textAt(element, 'retryAttempt') ?? 0);
  return {
    id,
    ...(jobId === undefined ? {} : { jobId }),
    user: excerpt(textAt(element, 'user') ?? '', LONGEST.name),
    argString: (textAt(element, 'argString') ?? '').slice(0, LONGEST.argString),
    ...(executionType === undefined ? {} : { executionType }),
    startedAt,
    endedAt,
    end: endOf(element, completed !== undefined),
    successfulNodes: nodesAt(element, 'succeededNodeList'),
    failedNodes: nodesAt(element, 'failedNodeList'),
    title: titleOf(element),
    ...(logFile === undefined ? {} : { logFile }),
    ...(Number.isSafeInteger(attempt) && attempt > 0
      ? {
          retry: {
            attempt,
            initial: textAt(element, 'retryOriginalId') ?? '',
            previous: textAt(element, 'retryPrevId') ?? '',
          },
        }
      : {}),
  };
}

/** Returns the end, in the order of precedence that Rundeck has. */
function endOf(element: XmlElement, isCompleted: boolean): ReadEnd {
  if (!isCompleted) {
    const message = 'The execution had not ended when it was exported.';
    return { status: 'aborted', abortedBy: 'system', reason: { code: 'imported-unfinished', message } };
  }
  const isSet = (name: string) => textAt(element, name) === 'true';
  const given = textAt(element, 'status') ?? '';
  const text = given.toLowerCase();
  const reason = reasonOf(element);
  const more = reason === undefined ? {} : { reason };
  if (isSet('cancelled') || text === 'aborted') {
    const abortedBy = excerpt(textAt(element, 'abortedby') ?? textAt(element, 'user') ?? '', LONGEST.name);
    return { status: 'aborted', abortedBy, ...more };
  }
  if (TRUE.has(text)) return { status: 'succeeded' };
  if (isSet('willRetry')) return { status: 'failed-with-retry', ...more };
  if (isSet('timedOut')) return { status: 'timedout', ...more };
  if (FALSE.has(text)) return { status: 'failed', ...more };
  if (KNOWN.has(text)) return { status: text as EndStatus, ...more };
  return { status: 'other', customStatus: excerpt(given, LONGEST.name), ...more };
}

function reasonOf(element: XmlElement): Reason | undefined {
  const reason = element.children.find(({ name }) => name === 'reason');
  const code = reason?.attributes.find(({ name }) => name === 'code')?.value;
  if (reason === undefined || code === undefined) return undefined;
  return { code: excerpt(code, LONGEST.name), message: excerpt(reason.text, LONGEST.reason) };
}

/** Returns the first line of the first step. */
function titleOf(element: XmlElement): string {
  const workflow = element.children.find(({ name }) => name === 'workflow');
  const command = workflow?.children.find(({ name }) => name === 'command');
  const text =
    command === undefined
      ? undefined
      : (textAt(command, 'description') ?? textAt(command, 'exec') ?? textAt(command, 'script'));
  return excerpt((text ?? '').split('\n', 1)[0] ?? '', LONGEST.title);
}

function nodesAt(element: XmlElement, name: string): string[] {
  return commaList(textAt(element, name) ?? '').slice(0, MOST_NODES);
}

function timeAt(element: XmlElement, name: string): number | undefined {
  const text = textAt(element, name);
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new Error(`its ${name} is not a time: ${excerpt(text, 100)}`);
  return time;
}

/** Returns the text of a child; undefined if there is none, or it is empty. */
function textAt({ children }: XmlElement, name: string): string | undefined {
  const text = children.find((child) => child.name === name)?.text;
  return text === '' ? undefined : text;
}
