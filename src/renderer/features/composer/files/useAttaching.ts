import { useCallback, useRef, useState } from 'react'
import type { Failure } from '../../../../shared/model/failure.ts'
import type { FileId, OwnFile } from '../../../../shared/model/files/ownFile.ts'
import type { SessionId } from '../../../../shared/model/ids.ts'
import type { Thread } from '../../../../shared/model/thread.ts'
import { useActions } from '../../../state/ConsoleContext.tsx'

/** A file on its way into the draft, or one that was not taken. */
export interface ComingFile {
  readonly id: FileId
  readonly name: string
  readonly bytes: number
  readonly done: number
  /** Reason why it was not taken; null while it comes. */
  readonly failure: Failure | null
}

/** Files of the message that is written. */
export interface DraftFiles {
  /** Files that are on the disk, without those that have just been sent. */
  readonly files: readonly OwnFile[]
  readonly coming: readonly ComingFile[]
  /** Whether some are on their way: a message that was sent now would go without them. */
  readonly isBusy: boolean
  readonly attach: (files: readonly File[]) => void
  /** Removes a file, one that still comes, or the word on one that was not taken. */
  readonly remove: (id: FileId) => void
  /** Takes all that are there for a message that is sent. */
  readonly take: () => readonly OwnFile[]
  /** The message was refused: they are in the draft again. */
  readonly putBack: (files: readonly OwnFile[]) => void
}

/** Takes files into the draft of a thread, one after the other. `staged`: those that the console has on its disk. */
export function useAttaching(sessionId: SessionId, thread: Thread, staged: readonly OwnFile[]): DraftFiles {
  const { attachFile, removeFile, newFileId } = useActions()
  const [coming, setComing] = useState<readonly ComingFile[]>([])
  const [taken, setTaken] = useState<ReadonlySet<FileId>>(new Set())
  const givenUp = useRef(new Set<FileId>())
  const queue = useRef<Promise<unknown>>(Promise.resolve())

  const change = useCallback((id: FileId, by: Partial<ComingFile> | null) => {
    setComing((now) => now.flatMap((one) => (one.id !== id ? [one] : by === null ? [] : [{ ...one, ...by }])))
  }, [])

  const give = useCallback(
    async (id: FileId, file: File) => {
      const watch = {
        isGivenUp: () => givenUp.current.has(id),
        progressed: (done: number) => change(id, { done }),
      }
      const answer = await attachFile({ id, sessionId, thread, name: file.name, content: file }, watch)
      if (answer.ok && answer.value !== null && givenUp.current.has(id)) await removeFile(id)
      change(id, answer.ok ? null : { failure: answer.failure })
    },
    [attachFile, removeFile, sessionId, thread, change],
  )

  const attach = (files: readonly File[]) => {
    const begun = files.map((file) => ({ id: newFileId(), file }))
    const shown = begun.map(({ id, file }) => ({ id, name: file.name, bytes: file.size, done: 0, failure: null }))
    setComing((now) => [...now.filter(({ failure }) => failure === null), ...shown])
    for (const { id, file } of begun) queue.current = queue.current.then(() => give(id, file))
  }

  const files = staged.filter(({ id }) => !taken.has(id))
  return {
    files,
    coming,
    isBusy: coming.some(({ failure }) => failure === null),
    attach,
    remove: (id) => {
      givenUp.current.add(id)
      if (staged.some((file) => file.id === id)) void removeFile(id)
      change(id, null)
    },
    take: () => {
      setTaken((now) => new Set([...now, ...files.map(({ id }) => id)]))
      setComing([])
      return files
    },
    putBack: (back) => {
      const ids = new Set(back.map(({ id }) => id))
      setTaken((now) => new Set([...now].filter((id) => !ids.has(id))))
    },
  }
}

/** Returns the files that were pasted or dropped; none where it was something else. */
export function filesIn(given: DataTransfer | null): readonly File[] {
  return given === null ? [] : [...given.files]
}
