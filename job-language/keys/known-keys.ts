import * as z from 'zod';
import { ownValue } from '../../support/records/own-value.ts';
import { closest } from '../../support/text/closest.ts';
import { jobJsonSchemaWithNotes } from '../format/job-json-schema.ts';
import type { KeyNotes } from '../format/key-notes.ts';
import { type KeyPlace, placeBelow } from './key-places.ts';
import type { KeyStatus, KnownKey } from './known-key.ts';

interface SchemaNode {
  readonly $ref?: string | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly description?: string | undefined;
  readonly notes?: KeyNotes | undefined;
  readonly properties?: Readonly<Record<string, SchemaNode>> | undefined;
  readonly items?: SchemaNode | undefined;
  readonly anyOf?: readonly SchemaNode[] | undefined;
}

const SchemaNode: z.ZodType<SchemaNode> = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  description: z.string().optional(),
  notes: z.custom<KeyNotes>().optional(),
  get properties() {
    return z.record(z.string(), SchemaNode).optional();
  },
  get items() {
    return SchemaNode.optional();
  },
  get anyOf() {
    return z.array(SchemaNode).optional();
  },
});

const Schema = z.object({ $defs: z.record(z.string(), SchemaNode) });

/** Every key of the job format, from the schema, with its status. */
export const KNOWN_KEYS: readonly KnownKey[] = knownKeys();

const BY_NAME = new Map(KNOWN_KEYS.map((known) => [`${known.place}.${known.key}`, known]));

export function knownKey(place: KeyPlace, key: string): KnownKey | undefined {
  return BY_NAME.get(`${place}.${key}`);
}

/** Correct keys by common wrong names that are not typing errors. */
const MISTAKEN: Readonly<Record<string, string>> = {
  filterMode: 'runnerFilterMode',
  filterType: 'runnerFilterType',
  tags: 'filter',
  defaultValue: 'value',
  default: 'value',
  allowedValues: 'values',
  command: 'exec',
  steps: 'commands',
  title: 'name',
  interpreter: 'scriptInterpreter',
  keepGoing: 'keepgoing',
  threads: 'threadcount',
  cron: 'crontab',
  webhook: 'urls',
  url: 'urls',
  errorHandler: 'errorhandler',
};

/** Suggests the correct key for an unknown key of a place; undefined if no known key resembles it. */
export function suggestedKey(place: KeyPlace, key: string): string | undefined {
  const candidates = KNOWN_KEYS.filter((known) => known.place === place).map((known) => known.key);
  const mistaken = ownValue(MISTAKEN, key);
  if (mistaken !== undefined && candidates.includes(mistaken)) return mistaken;
  return closest(key, candidates);
}

function knownKeys(): KnownKey[] {
  const { $defs } = Schema.parse(jobJsonSchemaWithNotes());
  const known: KnownKey[] = [];
  const read = (place: KeyPlace, map: SchemaNode) => {
    const keys = Object.entries(map.properties ?? {}).filter(
      ([key]) => !known.some((one) => one.place === place && one.key === key),
    );
    known.push(...keys.map(([key, node]) => knownKeyOf(place, key, node)));
    for (const [key, node] of keys) {
      const below = placeBelow(place, key);
      if (below !== undefined) for (const found of mapsIn(node, $defs)) read(below, found);
    }
  };
  read('job', $defs['job'] ?? {});
  return known;
}

function knownKeyOf(place: KeyPlace, key: string, node: SchemaNode): KnownKey {
  const description = `${node.description ?? ''}.`;
  const below = placeBelow(place, key);
  const values = distinct(valuesOf(node));
  const { notes = {} } = node;
  return { ...notes, place, key, status: statusOf(notes), description, isText: isText(node), values, below };
}

function statusOf({ remedy, isHarmless }: KeyNotes): KeyStatus {
  if (remedy !== undefined) return 'ignored';
  return isHarmless ? 'harmless' : 'executed';
}

/** Returns the schemas of the maps that a value, or an item of a list, may be. */
function mapsIn(node: SchemaNode, defined: Readonly<Record<string, SchemaNode>>): SchemaNode[] {
  if (node.properties !== undefined) return [node];
  const name = node.$ref?.replace('#/$defs/', '');
  const referred = name === undefined ? undefined : defined[name];
  const parts = [...(node.anyOf ?? []), ...(node.items === undefined ? [] : [node.items])];
  return [...(referred === undefined ? [] : [referred]), ...parts].flatMap((part) => mapsIn(part, defined));
}

/** Returns the values that a schema enumerates; `true` and `false` for a boolean. */
function valuesOf({ type, enum: listed = [], anyOf = [] }: SchemaNode): string[] {
  return [
    ...listed.map(String),
    ...(type === 'boolean' ? ['true', 'false'] : []),
    ...anyOf.flatMap(valuesOf),
  ];
}

/** Removes values that differ from an earlier one only in case. */
function distinct(values: readonly string[]): string[] {
  const seen = values.map((value) => value.toLowerCase());
  return values.filter((_, index) => seen.indexOf(seen[index] ?? '') === index);
}

/** Returns whether the node is the schema `Text`, or a list of that schema. */
function isText({ type, items, anyOf = [] }: SchemaNode): boolean {
  if (Array.isArray(type)) return type.includes('string') && type.includes('boolean');
  return (items !== undefined && isText(items)) || anyOf.some(isText);
}
