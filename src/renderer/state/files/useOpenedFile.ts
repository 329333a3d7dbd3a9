import { useCallback, useEffect, useRef, useState } from 'react'
import type { CommandOutput } from '../../../shared/ipc/commands.ts'
import type { ShownFile } from '../../../shared/ipc/files/fileCommands.ts'
import type { Failure, Result } from '../../../shared/model/failure.ts'
import { useActions, useConsole } from '../ConsoleContext.tsx'

/** State of a file that is to be shown: not asked for, fetched, there, or why it cannot be had now. */
export type OpenedFile =
  | { readonly kind: 'notAsked' | 'opening' }
  | { readonly kind: 'open'; readonly file: CommandOutput<'openFile'> }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** Opens a file where `wanted`, and again when it is asked for. `file` is the same as long as the component lives. */
export function useOpenedFile(
  file: ShownFile,
  wanted: boolean,
): { readonly opened: OpenedFile; readonly open: () => Promise<Result<CommandOutput<'openFile'>>> } {
  const { openFile } = useActions()
  const [opened, setOpened] = useState<OpenedFile>({ kind: 'notAsked' })
  const latest = useRef(file)
  latest.current = file
  const open = useCallback(async () => {
    setOpened({ kind: 'opening' })
    const answer = await openFile(latest.current)
    setOpened(answer.ok ? { kind: 'open', file: answer.value } : { kind: 'failed', failure: answer.failure })
    return answer
  }, [openFile])

  useEffect(() => {
    if (wanted) void open()
  }, [wanted, open])

  return { opened, open }
}

/** Returns the share of a file that has gone to the relay or come from it, from 0 to 1; null while none of it is on its way. */
export function useFileShare(id: string, bytes: number): number | null {
  const done = useConsole((state) => state.fileProgress.get(id))
  return done === undefined ? null : Math.min(1, done / Math.max(1, bytes))
}
