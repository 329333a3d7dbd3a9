import { useCallback } from 'react'
import type { ShownFile } from '../../../shared/ipc/files/fileCommands.ts'
import type { Attachment } from '../../../shared/model/files/attachment.ts'
import { contentOf, openInWindow, saveContent } from './openContent.ts'
import { type OpenedFile, useFileShare, useOpenedFile } from './useOpenedFile.ts'

/** A file of a logged message, and what a person can do with it. */
export interface FetchedFile {
  readonly opened: OpenedFile
  /** The share of it that has come, from 0 to 1; null while none of it is on its way. */
  readonly share: number | null
  /** Gets its content; rejects when it cannot be had now. */
  readonly content: () => Promise<Blob>
  /** Fetches it, to be shown where it stands. */
  readonly fetch: () => void
  /** Shows it in a window of its own. */
  readonly openInWindow: () => void
  readonly save: () => void
}

/** Returns a file of a logged message. It is fetched when it is `wanted`, and else when somebody opens or saves it. */
export function useFetchedFile(
  place: Omit<Extract<ShownFile, { readonly kind: 'logged' }>, 'kind' | 'id'>,
  { id, name, bytes }: Attachment,
  wanted: boolean,
): FetchedFile {
  const { opened, open } = useOpenedFile({ kind: 'logged', ...place, id }, wanted)
  const share = useFileShare(id, bytes)
  const then = async (act: (address: string) => void) => {
    if (opened.kind === 'open') return act(opened.file.address)
    const answer = await open()
    // A window that opens long after the press for it is kept back by the browser: the file is here by then, and the next press opens it.
    if (answer.ok && navigator.userActivation.isActive) act(answer.value.address)
  }
  const content = useCallback(() => contentOf(open), [open])
  return {
    opened,
    share,
    content,
    fetch: () => void open(),
    openInWindow: () => void then((address) => openInWindow(window, address)),
    save: () => void then((address) => saveContent(document, { address, name })),
  }
}
