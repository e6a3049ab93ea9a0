import type { Random } from '../../chaos/random.ts';
import { INVALID_UTF8, Members, RawJson } from './json-text.ts';

const KIB = 1024;
const MIB = KIB * KIB;

/** Numbers at which a check, a type or a store changes its behaviour. */
export const NUMBERS: readonly number[] = [
  ...[0, -0, 1, -1, 0.5, -0.5, 255, 256, 65_535, 65_536, 1e6, 1e9],
  ...[2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 2 ** 32 - 1, 2 ** 32, 2 ** 33],
  ...[2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2, -(2 ** 53 - 1), 2 ** 63, 2 ** 64, 1e15, 1e16, 1e21],
  // Around the maximum time of a Date.
  ...[8.64e15, 8.64e15 + 1, -8.64e15, Date.UTC(9999, 11, 31), 253_402_300_800_000],
  ...[1e300, -1e300, Number.MAX_VALUE, Number.MIN_VALUE, Number.EPSILON],
];

/** Numbers in JSON notation that parsers read differently. */
export const RAW_NUMBERS: readonly string[] = [
  ...['1e999', '-1e999', 'NaN', 'Infinity', '-Infinity', '-0', '-0.0', '1.0', '01', '1e1', '0x10', '1n'],
  ...['9223372036854775807', '9223372036854775808', '18446744073709551616', '0.1e-400', '1e-999'],
  `1${'0'.repeat(400)}`,
  `0.${'0'.repeat(4000)}1`,
];

/** Strings with a special meaning for a log, a terminal, a shell, a path, an object, a store or a template. */
export const STRINGS: readonly string[] = [
  ...['', ' ', '\0', 'a\0b', '\t', '\n', '\r\n', '\u007f', '\u0085', '\u2028'],
  ...['\u001b[2J\u001b[1;1H', '\u001b]0;title\u0007', 'line\n{"level":"fatal","msg":"forged"}', '\b\b\b\b'],
  ...['\ud800', '\udfff', 'a\udc00b', `bad${INVALID_UTF8}`, '\ufffe', '\u202egnp.exe', '\ufeff', 'e\u0301'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'length'],
  ...[
    '../../../../etc/passwd',
    '/etc/shadow',
    'C:\\Windows',
    'file:///etc/passwd',
    '.',
    '..',
    'a/b',
    '%00',
    '%2e',
  ],
  ...[
    '${option.secret}',
    '@option.secret@',
    '${data.a}',
    '$(id)',
    '`id`',
    "'; drop table frame; --",
    '"',
    "'",
  ],
  ...['null', 'true', 'NaN', '-1', '1-1', '999999999999999-1', '1-9999999999', '0-0', '1-0', '-', '*', '.*'],
  ...['Local Runner', 'localhost', '127.0.0.1', '::1', '169.254.169.254', 'admin', 'coordinator', 'system'],
  ...['Bearer x', '{{token}}', '<script>alert(1)</script>', '\u{1f4a3}', 'ß', 'İ', 'ﬀ', `${'a'.repeat(40)}!`],
];

const LENGTHS = [63, 64, 65, 128, 255, 256, 1000, 4095, 4096, 4097, 16 * KIB, 64 * KIB, 64 * KIB + 1];

/** Returns a string, sometimes a long one. A few in a thousand are as long as a body may be. */
export function hostileString(random: Random): string {
  const roll = random.between(0, 1);
  if (roll < 0.004)
    return random.pick(['x', '\u0001', '\u{1f4a3}']).repeat(random.pick([1, 4, 9]) * (MIB / 4));
  if (roll < 0.25)
    return random.pick(['x', 'é', '\n', '\\', '\u0001', '\ud800']).repeat(random.pick(LENGTHS));
  return random.pick(STRINGS);
}

export function hostileNumber(random: Random): number | RawJson {
  if (random.chance(0.3)) return new RawJson(random.pick(RAW_NUMBERS));
  return random.pick(NUMBERS);
}

/** Returns any JSON value, which may be deep, wide or malformed. */
export function hostileValue(random: Random): unknown {
  const roll = random.between(0, 1);
  if (roll < 0.35) return hostileNumber(random);
  if (roll < 0.7) return hostileString(random);
  if (roll < 0.85)
    return random.pick([null, true, false, [], {}, [null], [[]], [{}], { a: 1 }, new RawJson('')]);
  return random.pick([strangeObject, nested, wide])(random);
}

function strangeObject(random: Random): Members {
  const value = random.pick<unknown>([{ polluted: true }, null, 1, 'x', []]);
  const key = random.pick(['__proto__', 'constructor', 'prototype', 'toJSON', 'then', '', '0', 'length']);
  return new Members([
    [key, value],
    [key, hostileNumber(random)],
  ]);
}

function nested(random: Random): RawJson {
  const depth = random.chance(0.05) ? 200_000 : random.pick([50, 500, 5_000]);
  const [open, close] = random.pick([
    ['[', ']'],
    ['{"a":', '}'],
  ] as const);
  const middle = open === '[' ? '' : '1';
  // Unclosed brackets cost a parser as much as closed ones, and take half the space.
  return new RawJson(open.repeat(depth) + (random.chance(0.7) ? middle + close.repeat(depth) : ''));
}

function wide(random: Random): RawJson {
  const count = random.chance(0.05) ? 300_000 : random.pick([100, 513, 5_000]);
  const item = random.pick(['0', '""', '{}', '"1-1"', 'null']);
  return new RawJson(`[${new Array(count).fill(item).join(',')}]`);
}
