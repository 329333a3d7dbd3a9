import { z } from 'zod'
import { instantMsSchema, type SessionId, upToSchema } from '../ids.ts'
import { messagePreviewSchema } from './messagePreview.ts'

/** So many unread messages of a thread are counted; this number stands for as many and more. */
export const mostUnreadCounted = 100

const unreadCountSchema = z.int().min(0).max(mostUnreadCounted)

/** A session as a list shows it, without any of its entries. The relay keeps it when it appends. */
export const sessionDigestSchema = z.object({
  /** Since when a reply is owed to the patient: see `owedAfter`. */
  owedSince: instantMsSchema.nullable(),
  lastActivityAt: instantMsSchema,
  preview: messagePreviewSchema.nullable(),
  /** Place of the newest care message, or of a later edit by the patient: see `laterInForce`. */
  saidUpTo: upToSchema,
  /** Messages of others that the asker has not read; nothing of a thread in which the asker takes no part. */
  unread: z.object({ care: unreadCountSchema, staff: unreadCountSchema }),
})
export type SessionDigest = z.infer<typeof sessionDigestSchema>

/** A closed session in which nobody waits is listed for so long after its last activity: 7 days. */
export const listedForMs = 7 * 86_400_000

/**
 * Returns whether a session is listed at this time (ms since 1970) for somebody who may see it: while it is open, while its patient waits, and for a while
 * after. Of the relay and the console, each asks its own digest.
 */
export function isListed(
  {
    active,
    owedSince,
    lastActivityAt,
  }: Pick<SessionDigest, 'owedSince' | 'lastActivityAt'> & { readonly active: boolean },
  nowMs: number,
): boolean {
  return active || owedSince !== null || lastActivityAt >= nowMs - listedForMs
}

/** A set of sessions in so few bytes that two who hold the same one can tell by comparing. */
export interface SessionSet {
  readonly count: number
  /** 16 hexadecimal digits. */
  readonly checksum: string
}

/** Returns the set of these sessions, each of which is given once; their order makes no difference. */
export function sessionSetOf(ids: Iterable<SessionId>): SessionSet {
  let count = 0
  let high = 0
  let low = 0
  for (const id of ids) {
    count += 1
    high = (high + hash(id, 0x811c9dc5)) >>> 0
    low = (low + hash(id, 0x9e3779b9)) >>> 0
  }
  return { count, checksum: `${hex(high)}${hex(low)}` }
}

/** FNV-1a from `start`, with the last step of Murmur. */
function hash(text: string, start: number): number {
  let value = start
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  return (value ^ (value >>> 13)) >>> 0
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0')
}
