import { useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import { useStore } from 'zustand'
import type { SessionSummary } from '../../../../shared/ipc/session.ts'
import type { EntryId, SessionId } from '../../../../shared/model/ids.ts'
import type { Thread } from '../../../../shared/model/thread.ts'
import type { ThreadItems } from '../../../state/ConsoleContext.tsx'
import type { Landing } from '../../../state/landing.ts'
import { threadKey } from '../../../state/threadKey.ts'
import type { ReadingPosition } from '../scrolling/readingPosition.ts'
import { FindBar } from './FindBar.tsx'
import { type OpenFind, useFinds } from './finds.ts'
import { firstHit, type Hit, hitsOf, isSameHit, steppedHit } from './hits.ts'
import { type Marks, noMarks } from './marks.ts'
import { useFetchingAll } from './useFetchingAll.ts'
import { type FoundInThread, useThreadHits } from './useThreadHits.ts'

interface FindingProps {
  readonly session: SessionSummary
  readonly thread: Thread
  readonly items: ThreadItems
  readonly find: OpenFind
  /** Returns the place that is read now. */
  readonly place: () => ReadingPosition
  readonly onJump: (landing: Landing) => void
  /** Goes to a message that is not sent yet. */
  readonly onUnsent: (id: EntryId) => void
  /** Goes to the end of the thread. */
  readonly onEnd: () => void
  readonly onMarks: (marks: Marks) => void
  /** It is closed, and the keyboard is for who writes. */
  readonly onDone: () => void
}

/** Returns the find that is open over a thread. */
export function useOpenFind(sessionId: SessionId, thread: Thread): OpenFind | undefined {
  const key = threadKey(sessionId, thread)
  return useStore(useFinds().state, (open) => open.get(key))
}

/** A find in the conversation that is on the screen: marks what was found, and goes from one to the next. */
export function Finding(props: FindingProps) {
  const { session, thread, items, find, place, onMarks } = props
  const { rounds, fetching, fetchAll } = useFetchingAll(session.id, thread)
  const key = threadKey(session.id, thread)
  const finds = useFinds()
  const revision = [session.heads[thread], rounds, items.earlier.kind === 'nothing'].join()
  const { found, answer } = useThreadHits(session.id, thread, find.query, revision)
  const hits = useMemo(() => hitsOf(answer?.seqs ?? [], answer?.phrases ?? [], items.pending), [answer, items.pending])
  const { go, step, leave, close } = createMoves(props, finds, hits, answer)

  useLayoutEffect(() => {
    if (find.from === null) finds.change(key, { from: place() })
  })
  useFirstHit(answer, (found) => {
    if (found === null || find.settledFor === found.query) return
    finds.change(key, { settledFor: found.query })
    const from = find.from?.kind === 'row' ? find.from.seq : null
    const hit = firstHit(hits, find.at, from)
    if (!hit) finds.change(key, { at: null })
    else if (find.at === null || !isSameHit(hit, find.at)) go(hit)
  })
  useOwnAnswer(items, () => finds.change(key, { from: { kind: 'end' } }))
  const latestStep = useRef(step)
  latestStep.current = step
  useEffect(() => finds.register(key, (by) => latestStep.current(by)), [finds, key])
  const { at } = find
  useEffect(() => onMarks({ phrases: answer?.phrases ?? [], at }), [onMarks, answer, at])
  useEffect(() => () => onMarks(noMarks), [onMarks])

  return (
    <FindBar
      {...{ found, answer, hits, fetching, at }}
      query={find.query}
      onQuery={(query) => finds.change(key, { query })}
      onStep={step}
      onFetch={() => void fetchAll()}
      onLeave={leave}
      onClose={close}
    />
  )
}

/** Calls `settle` with each answer. */
function useFirstHit(answer: FoundInThread | null, settle: (answer: FoundInThread | null) => void): void {
  const latest = useRef(settle)
  latest.current = settle
  useEffect(() => latest.current(answer), [answer])
}

/** Calls `written` when this person has written something: where they read before is no place to go back to. */
function useOwnAnswer({ pending }: Pick<ThreadItems, 'pending'>, written: () => void): void {
  const last = pending.at(-1)?.id
  const before = useRef(last)
  useEffect(() => {
    if (before.current === last) return
    before.current = last
    if (last !== undefined) written()
  })
}

function createMoves(
  { session, thread, find, onJump, onUnsent, onEnd, onDone }: FindingProps,
  finds: ReturnType<typeof useFinds>,
  hits: readonly Hit[],
  answer: FoundInThread | null,
) {
  const name = { sessionId: session.id, thread }
  const key = threadKey(session.id, thread)
  const go = (hit: Hit) => {
    finds.change(key, { at: hit })
    if ('seq' in hit) onJump({ ...name, seq: hit.seq, takesFocus: false })
    else onUnsent(hit.id)
  }
  const close = () => {
    finds.close(key)
    onDone()
  }
  return {
    go,
    close,
    step: (by: 1 | -1) => {
      // What stands there while another text is looked for is not what was asked for; the first of that is gone to as soon as it is found.
      const hit = answer?.query === find.query.trim() ? steppedHit(hits, find.at, by) : undefined
      if (hit) go(hit)
    },
    leave: () => {
      const { from } = find
      close()
      if (from?.kind === 'end') onEnd()
      else if (from && from.seq !== null)
        onJump({ ...name, seq: from.seq, takesFocus: false, stand: { ...from, kind: 'asBefore' } })
    },
  }
}
