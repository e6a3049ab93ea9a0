import * as z from 'zod';
import { NUMBER_LIMITS, RECORD_BOUNDS } from '../../bounds.ts';

/** Returns the paths of those parts of a schema that have no bound. */
export function unboundedParts(schema: z.core.$ZodType, path = ''): string[] {
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.def.shape).flatMap(([key, part]) => unboundedParts(part, `${path}.${key}`));
  if (schema instanceof z.ZodArray)
    return [...(isBoundedArray(schema) ? [] : [path]), ...unboundedParts(schema.def.element, `${path}[]`)];
  if (schema instanceof z.ZodRecord) {
    const isBounded = RECORD_BOUNDS.get(schema) !== undefined;
    const { keyType, valueType } = schema.def;
    return [
      ...(isBounded ? [] : [path]),
      ...unboundedParts(keyType, `${path}{key}`),
      ...unboundedParts(valueType, `${path}{}`),
    ];
  }
  if (schema instanceof z.ZodUnion)
    return schema.def.options.flatMap((option, index) => unboundedParts(option, `${path}|${index}`));
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodCatch
  )
    return unboundedParts(schema.def.innerType, path);
  return isBoundedLeaf(schema) ? [] : [path];
}

function isBoundedLeaf(schema: z.core.$ZodType): boolean {
  if (schema instanceof z.ZodString) return schema.maxLength !== null || hasBoundedPattern(schema);
  if (schema instanceof z.ZodNumber) return isWithin(schema.minValue) && isWithin(schema.maxValue);
  return schema instanceof z.ZodBoolean || schema instanceof z.ZodLiteral || schema instanceof z.ZodEnum;
}

function isWithin(bound: number | null): boolean {
  return bound !== null && Math.abs(bound) <= NUMBER_LIMITS.epochMilliseconds;
}

function isBoundedArray({ def }: z.ZodArray): boolean {
  return (def.checks ?? []).some(({ _zod }) => _zod.def.check === 'max_length');
}

function hasBoundedPattern({ def }: z.ZodString): boolean {
  return (def.checks ?? []).some((check) => {
    const { pattern } = z.object({ pattern: z.instanceof(RegExp) }).safeParse(check._zod.def).data ?? {};
    return pattern !== undefined && isBoundedPattern(pattern.source);
  });
}

/** Whether the pattern is anchored on both sides and has no unbounded quantifier. */
function isBoundedPattern(source: string): boolean {
  const plain = source.replaceAll(/\\./g, 'x').replaceAll(/\[[^\]]*\]/g, 'x');
  return /^\^.*\$$/.test(plain) && !/[*+]|\{\d+,\}/.test(plain);
}
