import type { SessionId, UserId } from '../../shared/model/ids.ts'
import type { ConsoleDatabase } from './openDatabase.ts'
import type { StoredThread } from './sessionStore.ts'

/** A part of a thread of which every entry is stored, both ends included. */
export interface HeldRange {
  readonly fromSeq: number
  readonly upToSeq: number
}

/** A thread with what is held of it, and what decides how much of it is to be held. */
export interface ThreadHolding extends StoredThread {
  /** Ascending; they neither overlap nor touch. */
  readonly ranges: readonly HeldRange[]
  readonly active: boolean
  readonly isListed: boolean
  /** Whether this user takes part in the session. */
  readonly isOwn: boolean
  readonly owedSince: number | null
  readonly lastActivityAt: number
  /** Whether what is held is to be compared with the relay. */
  readonly isDoubted: boolean
  /** The end of what the relay knows this user to hold. */
  readonly deliveredUpTo: number
}

export interface RangeStore {
  /** Ascending. */
  readonly of: (threadId: number) => HeldRange[]
  /** Puts the ranges `after` in the place of those `before`, which are those that are stored. */
  readonly save: (threadId: number, before: readonly HeldRange[], after: readonly HeldRange[]) => void
  /** The threads of a session with what is held of them. */
  readonly holdingsOf: (self: UserId, sessionId: SessionId) => ThreadHolding[]
  /** The same of one thread. */
  readonly findHolding: (
    self: UserId,
    sessionId: SessionId,
    thread: StoredThread['thread'],
  ) => ThreadHolding | undefined
  /** The same of all threads. */
  readonly holdings: (self: UserId) => ThreadHolding[]
  /** Sessions that hold something for a tab alone, or are there for it alone: this user takes no part, or they are not listed. */
  readonly heldForTabs: (self: UserId) => SessionId[]
  /** The same of one session. */
  readonly isHeldForTab: (self: UserId, sessionId: SessionId) => boolean
}

interface HoldingRow extends Omit<ThreadHolding, 'ranges' | 'active' | 'isListed' | 'isOwn' | 'isDoubted'> {
  readonly isDoubted: number
  readonly active: number
  readonly isListed: number
  readonly isOwn: number
  readonly rangesJson: string | null
}

const takesPart = `EXISTS (
  SELECT 1 FROM json_each(session.participants_json) WHERE json_extract(value, '$.userId') = @self)`

const selectHoldings = `
  SELECT thread.thread_id AS threadId, thread.session_id AS sessionId, thread, folded_up_to AS foldedUpTo,
    head_seq AS headSeq, thread.read_up_to AS readUpTo, unread_count AS unreadCount, is_doubted AS isDoubted,
    reached_delivered_up_to AS reachedDeliveredUpTo, reached_read_up_to AS reachedReadUpTo,
    active, is_listed AS isListed, ${takesPart} AS isOwn, owed_since_ms AS owedSince,
    last_activity_at_ms AS lastActivityAt, coalesce(watermark.delivered_up_to, 0) AS deliveredUpTo,
    (SELECT json_group_array(json_array(from_seq, up_to_seq) ORDER BY from_seq) FROM range
     WHERE range.thread_id = thread.thread_id) AS rangesJson
  FROM thread JOIN session USING (session_id)
  LEFT JOIN watermark ON watermark.thread_id = thread.thread_id AND watermark.user_id = @self`

const selectHeldForTabs = `
  SELECT session_id FROM session
  WHERE (is_listed = 0 OR (NOT ${takesPart} AND EXISTS (
    SELECT 1 FROM thread JOIN entry USING (thread_id) WHERE thread.session_id = session.session_id)))`

export function createRangeStore(db: ConsoleDatabase): RangeStore {
  const of = db.prepare<[number], HeldRange>(
    'SELECT from_seq AS fromSeq, up_to_seq AS upToSeq FROM range WHERE thread_id = ? ORDER BY from_seq',
  )
  const remove = db.prepare<[number, number]>('DELETE FROM range WHERE thread_id = ? AND from_seq = ?')
  const put = db.prepare<[number, number, number]>(
    `INSERT INTO range (thread_id, from_seq, up_to_seq) VALUES (?, ?, ?)
     ON CONFLICT (thread_id, from_seq) DO UPDATE SET up_to_seq = excluded.up_to_seq`,
  )
  const holdingsOf = db.prepare<[{ self: string; sessionId: string }], HoldingRow>(
    `${selectHoldings} WHERE thread.session_id = @sessionId`,
  )
  const holdings = db.prepare<[{ self: string }], HoldingRow>(selectHoldings)
  const heldForTabs = db.prepare<[{ self: string }], { session_id: SessionId }>(selectHeldForTabs)
  const isHeldForTab = db.prepare<[{ self: string; sessionId: string }], { session_id: SessionId }>(
    `${selectHeldForTabs} AND session_id = @sessionId`,
  )

  return {
    of: (threadId) => of.all(threadId),
    save: (threadId, before, after) => {
      const kept = new Map(after.map(({ fromSeq, upToSeq }) => [fromSeq, upToSeq]))
      const there = new Map(before.map(({ fromSeq, upToSeq }) => [fromSeq, upToSeq]))
      for (const fromSeq of there.keys()) if (!kept.has(fromSeq)) remove.run(threadId, fromSeq)
      for (const [fromSeq, upToSeq] of kept) if (there.get(fromSeq) !== upToSeq) put.run(threadId, fromSeq, upToSeq)
    },
    holdingsOf: (self, sessionId) => holdingsOf.all({ self, sessionId }).map(toHolding),
    findHolding: (self, sessionId, name) =>
      holdingsOf
        .all({ self, sessionId })
        .filter(({ thread }) => thread === name)
        .map(toHolding)[0],
    holdings: (self) => holdings.all({ self }).map(toHolding),
    heldForTabs: (self) => heldForTabs.all({ self }).map((row) => row.session_id),
    isHeldForTab: (self, sessionId) => isHeldForTab.get({ self, sessionId }) !== undefined,
  }
}

function toHolding({ rangesJson, active, isListed, isOwn, isDoubted, ...row }: HoldingRow): ThreadHolding {
  const ranges = rangesJson === null ? [] : (JSON.parse(rangesJson) as [number, number][])
  return {
    ...row,
    active: active === 1,
    isListed: isListed === 1,
    isOwn: isOwn === 1,
    isDoubted: isDoubted === 1,
    ranges: ranges.map(([fromSeq, upToSeq]) => ({ fromSeq, upToSeq })),
  }
}
