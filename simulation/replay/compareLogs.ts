/** One message, as it was sent or as somebody holds it. */
export interface LoggedMessage {
  readonly id: string
  readonly text: string
}

export interface HeldMessage extends LoggedMessage {
  readonly seq: number
}

/** Differences between a log and what was sent. All are zero but `stored` when they are equal. */
export interface LogDifferences {
  /** Messages that are there once with the text they were sent with. */
  readonly stored: number
  readonly lost: number
  readonly doubled: number
  /** Messages that stand after one that was sent later, or whose `seq` is not greater than the one before. */
  readonly outOfOrder: number
  readonly altered: number
  /** Messages that nobody sent. */
  readonly foreign: number
}

export const noDifferences: LogDifferences = { stored: 0, lost: 0, doubled: 0, outOfOrder: 0, altered: 0, foreign: 0 }

/** Compares a log in its own order with the messages in the order they were sent. Texts are compared code unit by code unit. */
export function compareLogs(sent: readonly LoggedMessage[], held: readonly HeldMessage[]): LogDifferences {
  const positionOf = new Map(sent.map((message, position) => [message.id, position]))
  const seen = new Map<string, boolean>()
  let doubled = 0
  let outOfOrder = 0
  let foreign = 0
  let latestPosition = -1
  let latestSeq = 0
  for (const message of held) {
    const position = positionOf.get(message.id)
    if (position === undefined) {
      foreign += 1
      continue
    }
    if (seen.has(message.id)) {
      doubled += 1
      continue
    }
    seen.set(message.id, message.text === sent[position]?.text)
    if (position < latestPosition || message.seq <= latestSeq) outOfOrder += 1
    latestPosition = Math.max(latestPosition, position)
    latestSeq = Math.max(latestSeq, message.seq)
  }
  const stored = [...seen.values()].filter((isEqual) => isEqual).length
  return { stored, lost: sent.length - seen.size, doubled, outOfOrder, altered: seen.size - stored, foreign }
}

export function addDifferences(a: LogDifferences, b: LogDifferences): LogDifferences {
  return {
    stored: a.stored + b.stored,
    lost: a.lost + b.lost,
    doubled: a.doubled + b.doubled,
    outOfOrder: a.outOfOrder + b.outOfOrder,
    altered: a.altered + b.altered,
    foreign: a.foreign + b.foreign,
  }
}

/** Returns whether nothing is lost, doubled, out of order, altered or foreign. */
export function isFaithful({ lost, doubled, outOfOrder, altered, foreign }: LogDifferences): boolean {
  return lost + doubled + outOfOrder + altered + foreign === 0
}
