import type { Core } from '../../../../src/main/core/core.ts'
import { attachedPartBytes, type ShownFile } from '../../../../src/shared/ipc/files/fileCommands.ts'
import { type FileId, fileIdSchema, type OwnFile } from '../../../../src/shared/model/files/ownFile.ts'
import type { SessionId } from '../../../../src/shared/model/ids.ts'
import type { Thread } from '../../../../src/shared/model/thread.ts'
import { newEntryId } from '../startCore.ts'

export const newFileId = (): FileId => fileIdSchema.parse(newEntryId())

/** A plain text of so many bytes, no two parts of which are alike. */
export function textOf(bytes: number, mark = 'line'): Buffer {
  let text = ''
  for (let line = 1; text.length < bytes; line += 1) text += `${mark} ${line}\n`
  return Buffer.from(text.slice(0, bytes))
}

/** Attaches a file to a draft as the page does, in parts. */
export async function attachTo(
  { handlers }: Pick<Core, 'handlers'>,
  sessionId: SessionId,
  content: Buffer,
  { name = 'values.txt', thread = 'care' as Thread, id = newFileId() } = {},
): Promise<OwnFile> {
  for (let offset = 0; ; offset += attachedPartBytes) {
    const part = content.subarray(offset, offset + attachedPartBytes)
    const { file } = await handlers.attachFile({
      ...{ id, sessionId, thread, name, bytes: content.byteLength, offset, content: part.toString('base64') },
    })
    if (file) return file
  }
}

/** Reads a file whole, as the page does by its address. */
export async function readWhole(core: Core, file: ShownFile): Promise<Buffer> {
  const { address } = await core.handlers.openFile({ file })
  const content = core.findContent(address.replace('files/', ''))
  if (!content) throw new Error('the address leads nowhere')
  const parts: Uint8Array[] = []
  for await (const part of content.read()) parts.push(part)
  return Buffer.concat(parts)
}
