/**
 * Returns the value of a record's own key. Use it where a user or another program chose the key: `record[key]` also
 * returns inherited properties, such as `constructor`.
 */
export function ownValue<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
