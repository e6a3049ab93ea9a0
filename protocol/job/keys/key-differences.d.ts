/**
 * What is otherwise than in the reference system, and why, by `place.key`. Keys that are not here do what they do there.
 */
export declare const KEY_DIFFERENCES: Readonly<Record<string, string>>;
