import type { CommandOutput } from '../../../shared/ipc/commands.ts'
import { FailureError, type Result } from '../../../shared/model/failure.ts'

/** Opens a content in a window of its own, which has no way back to this one. */
export function openInWindow(page: Window, address: string): void {
  page.open(address, '_blank', 'noopener,noreferrer')
}

/** Saves a content as a file of the person's: as a download of the page, for which the host asks where to. */
export function saveContent(
  page: Document,
  { address, name }: { readonly address: string; readonly name: string },
): void {
  const link = page.createElement('a')
  link.href = `${address}?save`
  link.download = name
  link.click()
}

/** Opens a file and reads its content whole. Rejects with a `FailureError`, and when the host does not give it. */
export async function contentOf(open: () => Promise<Result<CommandOutput<'openFile'>>>): Promise<Blob> {
  const opened = await open()
  if (!opened.ok) throw new FailureError(opened.failure.kind, opened.failure.message)
  const answer = await fetch(opened.value.address)
  if (!answer.ok) throw new FailureError('unavailable', 'The host does not give the content.')
  return await answer.blob()
}
