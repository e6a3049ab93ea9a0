import type { ScalarValue } from './source-value.ts';

const INTEGER = /^[-+]?(?:0b[0-1_]+|0x[0-9a-fA-F_]+|0[0-7_]*|[1-9][0-9_]*(?::[0-5]?[0-9])*)$/;
const FLOAT = /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?)$/;

/**
 * Returns the value of an unquoted scalar, as YAML 1.1 resolves it and Rundeck's parser reads it: `yes`,
 * `no`, `on`, `off` are booleans, `010` is eight, `1:30` is ninety, `1.10` is `1.1`. Integers beyond 2^53 and
 * all fractions are returned as their canonical text. Dates remain text.
 */
export function plainScalar(source: string): ScalarValue {
  if (/^(?:~|null|Null|NULL|)$/.test(source)) return null;
  if (/^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/.test(source)) return true;
  if (/^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/.test(source)) return false;
  if (INTEGER.test(source) && /[0-9a-fA-F]/.test(source.replace(/^[-+]?0[bx]/, ''))) return integer(source);
  if (FLOAT.test(source)) return fraction(source);
  return source;
}

function integer(source: string): number | string {
  const negative = source.startsWith('-');
  const digits = source.replace(/^[-+]/, '').replaceAll('_', '');
  const value = digits.includes(':')
    ? sexagesimal(digits)
    : BigInt(/^0[0-7]/.test(digits) ? `0o${digits}` : digits);
  const signed = negative ? -value : value;
  const number = Number(signed);
  return Number.isSafeInteger(number) ? number : String(signed);
}

function sexagesimal(digits: string): bigint {
  return digits.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n);
}

function fraction(source: string): string {
  const number = Number(source.replaceAll('_', ''));
  if (!Number.isFinite(number)) return source;
  const text = String(number);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
