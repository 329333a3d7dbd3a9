import type { Bridge } from '../../../shared/ipc/bridge.ts'
import { attachedPartBytes } from '../../../shared/ipc/files/fileCommands.ts'
import { fail, type Result, succeed } from '../../../shared/model/failure.ts'
import type { FileId, OwnFile } from '../../../shared/model/files/ownFile.ts'
import type { SessionId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'

/** A file that somebody has pasted, dropped or chosen, and the draft that it goes to. */
export interface GivenFile {
  readonly id: FileId
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly name: string
  readonly content: Blob
}

/** Listener of whoever gave it: it may be given up, and so much of it is there. */
export interface GivingWatch {
  readonly isGivenUp: () => boolean
  readonly progressed: (done: number) => void
}

/**
 * Passes a file to the console's core, part by part. Resolves with the file once it is on the console's disk, with null where it was given up meanwhile,
 * or with why it is not taken.
 */
export async function giveFile(
  bridge: Pick<Bridge, 'attachFile'>,
  { content, ...file }: GivenFile,
  watch: GivingWatch,
): Promise<Result<OwnFile | null>> {
  const bytes = content.size
  for (let offset = 0; ; ) {
    if (watch.isGivenUp()) return succeed(null)
    // What was chosen may be gone since, or be a folder.
    const part = await content
      .slice(offset, offset + attachedPartBytes)
      .arrayBuffer()
      .then(
        (read) => new Uint8Array(read),
        () => null,
      )
    if (part === null) return fail('invalid', 'The file cannot be read. It may have been moved, or it is a folder.')
    const answer = await bridge.attachFile({ ...file, bytes, offset, content: toBase64(part) })
    if (!answer.ok) return answer
    offset += part.byteLength
    watch.progressed(offset)
    if (answer.value.file) return succeed(answer.value.file)
    if (part.byteLength === 0)
      return fail('invalid', 'The file has become shorter while it was attached. Attach it again.')
  }
}

const base64Step = 0x8000

function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += base64Step)
    text += String.fromCharCode(...bytes.subarray(at, at + base64Step))
  return btoa(text)
}
