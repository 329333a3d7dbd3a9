import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { FailureError } from '../../src/shared/model/failure.ts'
import { type AttachmentId, attachmentIdSchema } from '../../src/shared/model/files/attachment.ts'
import { pictureHeadBytes } from '../../src/shared/model/files/pictureSize.ts'

/** Findings about a content. */
export interface Inspection {
  readonly sha256: string
  readonly head: Uint8Array
  /** UTF-8 without control characters but white space. */
  readonly isText: boolean
}

/** The content of attachments on disk: uploads by their ids, and what is kept by its hash. */
export interface AttachmentFiles {
  /** Returns how many bytes of an upload are there; 0 before the first ones. */
  readonly uploadedBytes: (id: AttachmentId) => Promise<number>
  /**
   * Adds to an upload from `offset` on, at most up to `mostBytes` in all; returns how many there are then. What has arrived
   * before the source breaks off stays. Throws `FailureError`: `tooLarge`, `diskFull` or `unavailable`.
   */
  readonly append: (
    id: AttachmentId,
    from: { readonly offset: number; readonly mostBytes: number },
    source: AsyncIterable<Uint8Array>,
  ) => Promise<number>
  /** Throws `FailureError('notFound')` when the upload was removed meanwhile, as `keep` does. */
  readonly inspect: (id: AttachmentId) => Promise<Inspection>
  readonly readUpload: (id: AttachmentId) => Readable
  /** Ends an upload: its content is kept under its hash. */
  readonly keep: (id: AttachmentId, sha256: string) => Promise<void>
  /** Opens the content, or a part of it by its first and last byte. */
  readonly readKept: (sha256: string, part?: { readonly start: number; readonly end: number }) => Readable
  /** Lists the uploads that have any bytes. */
  readonly uploads: () => Promise<AttachmentId[]>
  readonly removeUpload: (id: AttachmentId) => Promise<void>
  readonly removeKept: (sha256: string) => Promise<void>
}

/** Keeps content in `directory`, made when it is missing. Ids and hashes come from schemas and have the form of file names. */
export function createAttachmentFiles(directory: string): AttachmentFiles {
  const uploadOf = (id: AttachmentId) => join(directory, 'uploads', id)
  const keptAs = (sha256: string) => join(directory, sha256.slice(0, 2), sha256)

  async function inDirectory<T>(path: string, act: () => Promise<T>): Promise<T> {
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      return await act()
    } catch (error) {
      throw failureOf(error)
    }
  }

  return {
    uploadedBytes: async (id) => await sizeOf(uploadOf(id)),
    append: async (id, { offset, mostBytes }, source) => {
      const path = uploadOf(id)
      return await inDirectory(path, async () => {
        const file = await open(path, 'a', 0o600)
        let bytes = offset
        try {
          for await (const chunk of source) {
            if (bytes + chunk.byteLength > mostBytes)
              throw new FailureError(
                'tooLarge',
                `The content is longer than the ${mostBytes} bytes that were announced.`,
              )
            await file.appendFile(chunk)
            bytes += chunk.byteLength
          }
          return bytes
        } finally {
          await file.sync()
          await file.close()
        }
      })
    },
    inspect: async (id) => {
      try {
        return await inspectContent(createReadStream(uploadOf(id)))
      } catch (error) {
        throw failureOf(error)
      }
    },
    readUpload: (id) => createReadStream(uploadOf(id)),
    keep: async (id, sha256) => {
      const path = keptAs(sha256)
      await inDirectory(path, async () => {
        await rename(uploadOf(id), path)
        const folder = await open(dirname(path), 'r')
        await folder.sync()
        await folder.close()
      })
    },
    readKept: (sha256, part) => createReadStream(keptAs(sha256), part),
    uploads: async () => {
      try {
        const names = await readdir(join(directory, 'uploads'))
        return names.flatMap((name) => attachmentIdSchema.safeParse(name).data ?? [])
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return []
        throw failureOf(error)
      }
    },
    removeUpload: (id) => rm(uploadOf(id), { force: true }),
    removeKept: (sha256) => rm(keptAs(sha256), { force: true }),
  }
}

async function inspectContent(content: AsyncIterable<Buffer>): Promise<Inspection> {
  const hash = createHash('sha256')
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let head: Buffer = Buffer.alloc(0)
  let isText = true
  const isPlain = (decode: () => string): boolean => {
    try {
      return !/[^\P{Cc}\t\n\r\f]/u.test(decode())
    } catch {
      return false
    }
  }
  for await (const chunk of content) {
    hash.update(chunk)
    if (head.length < pictureHeadBytes) head = Buffer.concat([head, chunk]).subarray(0, pictureHeadBytes)
    isText &&= isPlain(() => decoder.decode(chunk, { stream: true }))
  }
  isText &&= isPlain(() => decoder.decode())
  return { sha256: hash.digest('hex'), head, isText }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 0
    throw failureOf(error)
  }
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined)

function failureOf(error: unknown): unknown {
  const code = codeOf(error)
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new FailureError('diskFull', 'The disk of the relay is full. Go on with the upload when there is space.')
  // Given up while it was being ended.
  if (code === 'ENOENT') return new FailureError('notFound', 'The upload is not there any more. Begin it again.')
  if (code === 'EACCES' || code === 'EROFS' || code === 'EIO')
    return new FailureError('unavailable', 'The relay cannot keep files now. Try again later.')
  return error
}
