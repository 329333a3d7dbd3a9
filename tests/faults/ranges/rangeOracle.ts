import { z } from 'zod'

/** An entry as some disk holds it. */
export interface HeldEntry {
  readonly seq: number
  readonly id: string
  readonly body: string
}

/** A thread as the relay's database has it, and how far the console's user has marked it there. */
export interface RelayThread {
  readonly key: string
  readonly entries: readonly HeldEntry[]
  readonly deliveredUpTo: number
}

/** The same thread on the console's disk. */
export interface ConsoleThread {
  readonly key: string
  readonly ranges: readonly { readonly fromSeq: number; readonly upToSeq: number }[]
  readonly entries: readonly HeldEntry[]
}

/**
 * `hole`: an entry within a range is missing. `foreign`: an entry is not the one that the relay has there. `overlap`: two ranges touch
 * or overlap. `beyond`: a range ends where the relay's log has not come to. `marked`: the user's watermark stands beyond what was ever
 * here without a hole.
 */
export interface RangeFinding {
  readonly kind: 'hole' | 'foreign' | 'overlap' | 'beyond' | 'marked'
  readonly where: string
}

/** Returns everything in which a console's disk and the relay's log contradict each other. */
export function findRangeFaults(
  relay: readonly RelayThread[],
  held: readonly ConsoleThread[],
  marks: DeliveredMarks,
): RangeFinding[] {
  const relayOf = new Map(relay.map((thread) => [thread.key, thread]))
  return held.flatMap((thread) => {
    const there = relayOf.get(thread.key)
    return there ? findThreadFaults(there, thread, marks) : []
  })
}

/** The last `seq` up to which each thread was ever held without a hole, from its first entry on: what may have been marked as delivered. */
export type DeliveredMarks = Map<string, number>

function findThreadFaults(
  there: RelayThread,
  { key, ranges, entries }: ConsoleThread,
  marks: DeliveredMarks,
): RangeFinding[] {
  const findings: RangeFinding[] = []
  const relayAt = new Map(there.entries.map((entry) => [entry.seq, entry]))
  const heldAt = new Map(entries.map((entry) => [entry.seq, entry]))
  for (const { seq, id, body } of entries) {
    const stored = relayAt.get(seq)
    if (!stored || stored.id !== id || !isSameText(stored.body, body))
      findings.push({ kind: 'foreign', where: `${key} ${seq}` })
  }
  let last = -1
  let delivered = marks.get(key) ?? 0
  for (const { fromSeq, upToSeq } of [...ranges].sort((a, b) => a.fromSeq - b.fromSeq)) {
    if (fromSeq <= last + 1 && last !== -1) findings.push({ kind: 'overlap', where: `${key} ${fromSeq}` })
    if (upToSeq > there.entries.length) findings.push({ kind: 'beyond', where: `${key} ${upToSeq}` })
    for (let seq = fromSeq; seq <= upToSeq; seq += 1)
      if (!heldAt.has(seq)) findings.push({ kind: 'hole', where: `${key} ${seq}` })
    if (fromSeq <= delivered + 1) delivered = Math.max(delivered, upToSeq)
    last = upToSeq
  }
  marks.set(key, delivered)
  if (there.deliveredUpTo > delivered)
    findings.push({ kind: 'marked', where: `${key} ${there.deliveredUpTo} beyond ${delivered}` })
  return findings
}

/** The two sides may write the fields of a body in another order, and the console learns of a redaction a moment later. */
const bodySchema = z.looseObject({ text: z.string().optional(), redacted: z.boolean().optional() })

function isSameText(stored: string, held: string): boolean {
  const there = bodySchema.parse(JSON.parse(stored))
  return there.redacted === true || there.text === bodySchema.parse(JSON.parse(held)).text
}
