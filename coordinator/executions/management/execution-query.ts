import { ExecutionStatus } from '../../../protocol/entities/execution.ts';
import type { ExecutionQueryValues } from '../../../protocol/routes/execution-query.ts';
import type { ExecutionQuery, JobCriteria } from '../../store/journal/journal.ts';

/** Page size if the client does not request one. */
const PAGE = 20;

/**
 * Returns the journal's query for a query of Rundeck's API. Empty values count as absent.
 *
 * @param now epoch ms
 */
export function executionQuery(values: ExecutionQueryValues, now: number): ExecutionQuery {
  const { recentFilter: recent, olderFilter: older, jobIdListFilter: ids } = values;
  return {
    ...status(values.statusFilter),
    ...present({
      user: values.userFilter,
      abortedBy: values.abortedbyFilter,
      type: values.executionTypeFilter,
    }),
    ...(values.adhoc === undefined ? {} : { isAdhoc: values.adhoc }),
    ...bound(
      'endedAfter',
      Math.max,
      values.begin,
      values.endafterFilter,
      recent === undefined ? undefined : now - recent,
    ),
    ...bound(
      'endedBefore',
      Math.min,
      values.end,
      values.endbeforeFilter,
      older === undefined ? undefined : now - older,
    ),
    ...bound('startedAfter', Math.max, values.startafterFilter),
    ...bound('startedBefore', Math.min, values.startbeforeFilter),
    jobs: {
      ...(values.includeJobRef === true ? present({ idsOrReferenced: ids }) : present({ ids })),
      ...present({ paths: values.jobListFilter }),
      ...group(values.groupPath, values.groupPathExact),
      ...present({ nameContains: values.jobFilter, name: values.jobExactFilter }),
    },
    excludedJobs: {
      ...present({ ids: values.excludeJobIdListFilter, paths: values.excludeJobListFilter }),
      ...group(values.excludeGroupPath, values.excludeGroupPathExact),
      ...present({ nameContains: values.excludeJobFilter, name: values.excludeJobExactFilter }),
    },
    ...paging(values),
  };
}

/** Returns the size and offset of a page, with defaults for absent values. */
export function paging({ max, offset }: Pick<ExecutionQueryValues, 'max' | 'offset'>): {
  readonly max: number;
  readonly offset: number;
} {
  return { max: max ?? PAGE, offset: offset ?? 0 };
}

/** Returns the criterion of a status; none for `*`. Another text is a custom status, as in Rundeck. */
export function status(text: string | undefined): Pick<ExecutionQuery, 'statuses' | 'customStatus'> {
  if (text === undefined || text === '*' || text === '') return {};
  const parsed = ExecutionStatus.safeParse(text);
  return parsed.success ? { statuses: [parsed.data] } : { customStatus: text };
}

function group(
  path: string | undefined,
  exact: string | undefined,
): Pick<JobCriteria, 'group' | 'exactGroup'> {
  return {
    ...(path === undefined || path === '*' || path === '' || path === '-' ? {} : { group: path }),
    ...(path === '-' || exact === '-' ? { exactGroup: '' } : present({ exactGroup: exact })),
  };
}

/** Returns the entries whose values are neither undefined nor empty. */
function present<K extends string, V extends string | readonly string[]>(
  values: Readonly<Record<K, V | undefined>>,
): Partial<Record<K, V>> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== ''),
  ) as Partial<Record<K, V>>;
}

/** Returns a property with the strictest of the given limits, or no property if all limits are undefined. */
function bound<Name extends string>(
  name: Name,
  strictest: (...limits: number[]) => number,
  ...limits: (number | undefined)[]
): Partial<Record<Name, number>> {
  const given = limits.filter((limit) => limit !== undefined);
  return given.length === 0 ? {} : ({ [name]: strictest(...given) } as Partial<Record<Name, number>>);
}
