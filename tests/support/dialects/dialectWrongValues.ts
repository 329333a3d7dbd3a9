/** An object that holds objects, so many deep. */
export function nested(depth: number): object {
  let value: object = {}
  for (let level = 0; level < depth; level++) value = { value }
  return value
}

const deep = nested(500)

/** Values that can be the id of nothing; `undefined` is a field that is missing. */
export const malformedIds: readonly unknown[] = [
  ...[undefined, null, true, 1.5, -1, ''],
  ...[[], ['s1'], {}, { $ne: 1 }, { toString: 's1' }, deep, 'x'.repeat(201)],
]

/** Values that could be an id, and are the id of nothing that the principal may know of. */
export const strangeIds: readonly unknown[] = [
  ...['nowhere', '__proto__', 'constructor', '../../etc/passwd', "' or 1=1 --", 's 1', '\u0000', 'lone \ud800', 12345],
]

/** Values that have no text in them. */
export const noTexts: readonly unknown[] = [
  ...[undefined, null, true, 7, [], ['x'], {}, { text: 'x' }, deep, '', ' \n\t'],
]

/** No truth values. */
export const noBooleans: readonly unknown[] = [null, 'yes', 'true', 1, 0, [], [true], {}, deep]

/** A text that is over the limit of messages. */
export const tooLong = 'x'.repeat(17_000)

/** Values that are no object with fields of their own: as payloads, those without the fields of any event. */
export const noObjects: readonly unknown[] = [undefined, null, true, 1.5, '', [], [[]], deep]

/** The fields of a valid payload, given by the prototype alone. */
export const byPrototype = (payload: object): unknown => JSON.parse(`{"__proto__":${JSON.stringify(payload)}}`)
