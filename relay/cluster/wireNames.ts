/**
 * Fields of messages and records whose names have changed, each with the name that nodes of earlier versions read and write. It is
 * the one that is sent: nodes of both versions run side by side while an installation is updated.
 */
const sentNames = [['occupancy', 'stay']] as const

const toSent: ReadonlyMap<string, string> = new Map(sentNames)
const fromSent: ReadonlyMap<string, string> = new Map(sentNames.map(([name, sent]) => [sent, name]))

/** Returns a message or record under the names by which it is sent. */
export const withSentNames = (value: object): object => renamed(value, toSent)

/** Returns what was received under the names of this version. */
export const withOwnNames = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? renamed(value, fromSent) : value

function renamed(value: object, names: ReadonlyMap<string, string>): object {
  if (!Object.keys(value).some((name) => names.has(name))) return value
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [names.get(name) ?? name, field]))
}
