import { useCallback, useEffect, useRef, useState } from 'react'
import type { Entry } from '../../../shared/model/entry.ts'
import type { Failure } from '../../../shared/model/failure.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import { closingOfFile, linksInFile, nameOfFile, openingOfFile } from '../../../shared/model/record/recordFile.ts'
import type { RecordHead, RecordLink } from '../../../shared/model/record/sessionRecord.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import { useActions } from '../../state/ConsoleContext.tsx'
import { saveFile } from './saveFile.ts'
import { type TakenRecord, takeRecord } from './takeRecord.ts'

export type ExportFormat = 'json' | 'print'

/** State of an export: what is to be chosen, how far it has come, or what came of it. */
export type Exporting =
  | { readonly kind: 'choosing'; readonly failure: Failure | null }
  | { readonly kind: 'running'; readonly done: number; readonly all: number }
  | { readonly kind: 'saved'; readonly file: string; readonly head: RecordHead }
  | { readonly kind: 'printing'; readonly record: TakenRecord; readonly entries: readonly Entry[] }

const choosing: Exporting = { kind: 'choosing', failure: null }

/** Takes the record of a session and saves or shows it. It is given up when it is cancelled, and when what shows it goes. */
export function useExporting(sessionId: SessionId) {
  const actions = useActions()
  const [exporting, setExporting] = useState<Exporting>(choosing)
  const run = useRef(0)
  useEffect(
    () => () => {
      run.current += 1
    },
    [],
  )

  const start = useCallback(
    async (threads: readonly Thread[], format: ExportFormat) => {
      run.current += 1
      const own = run.current
      const sink = format === 'json' ? fileSink() : printSink()
      setExporting({ kind: 'running', done: 0, all: 0 })
      const taken = await takeRecord({
        ...{ actions, sessionId, threads, take: sink.take },
        isCancelled: () => run.current !== own,
        progressed: (done, all) => setExporting({ kind: 'running', done, all }),
      })
      if (taken === null) return
      setExporting(taken.ok ? sink.end(taken.value) : { kind: 'choosing', failure: taken.failure })
    },
    [actions, sessionId],
  )
  return { exporting, start }
}

interface Sink {
  readonly take: (links: readonly RecordLink[]) => void
  readonly end: (record: TakenRecord) => Exporting
}

/** Keeps the links as the file has them, which is less than keeping them. */
function fileSink(): Sink {
  const pieces: string[] = []
  return {
    take: (links) => void pieces.push(linksInFile(links, pieces.length === 0)),
    end: ({ header, start, head }) => {
      const file = nameOfFile(header)
      saveFile(document, file, [openingOfFile(header, start), ...pieces, closingOfFile(head)])
      return { kind: 'saved', file, head }
    },
  }
}

function printSink(): Sink {
  const entries: Entry[] = []
  return {
    take: (links) => {
      for (const { entry } of links) entries.push(entry)
    },
    end: (record) => ({ kind: 'printing', record, entries }),
  }
}
