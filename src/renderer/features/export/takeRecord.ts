import type { CommandOutput } from '../../../shared/ipc/commands.ts'
import { type Result, succeed } from '../../../shared/model/failure.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import { linksOf } from '../../../shared/model/record/chain.ts'
import type { RecordHead, RecordHeader, RecordLink } from '../../../shared/model/record/sessionRecord.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import type { ConsoleActions } from '../../state/consoleActions.ts'

export interface TakeRecordParts {
  readonly actions: Pick<ConsoleActions, 'exportSession' | 'readRecord'>
  readonly sessionId: SessionId
  readonly threads: readonly Thread[]
  readonly isCancelled: () => boolean
  /** Takes the links as they come, after each other. */
  readonly take: (links: readonly RecordLink[]) => void
  readonly progressed: (done: number, all: number) => void
}

/** A record of which every link was taken. */
export interface TakenRecord {
  readonly header: RecordHeader
  readonly start: string
  readonly head: RecordHead
}

/** Takes the record of a session part by part. Returns null once it was cancelled, and asks no more. */
export async function takeRecord(parts: TakeRecordParts): Promise<Result<TakenRecord> | null> {
  const { actions, isCancelled } = parts
  const begun = await actions.exportSession(parts.sessionId, parts.threads)
  if (isCancelled()) return null
  if (!begun.ok) return begun
  const { header, start } = begun.value
  const all = linksOf(header.threads)
  let head: RecordHead = { entries: 0, hash: start }
  for (;;) {
    parts.progressed(head.entries, all)
    const read: Result<CommandOutput<'readRecord'>> = await actions.readRecord(header, head)
    if (isCancelled()) return null
    if (!read.ok) return read
    const last = read.value.links.at(-1)
    if (last === undefined) return succeed({ header, start, head })
    parts.take(read.value.links)
    head = { entries: head.entries + read.value.links.length, hash: last.hash }
  }
}
