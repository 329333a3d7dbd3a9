import { createCipheriv, createDecipheriv } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { FailureError } from '../../../shared/model/failure.ts'
import { writingFailure } from '../openDatabase.ts'

/** A content on the disk, and what opens it. */
export interface Content {
  readonly id: string
  /** 256 bits, of this content alone. */
  readonly key: Uint8Array
  readonly bytes: number
}

/** Takes a content as it comes. */
export interface ContentWriter {
  /** Throws `diskFull`. */
  readonly append: (part: Uint8Array) => Promise<void>
  /** Resolves when all of it is on the disk. Throws `diskFull`. */
  readonly finish: () => Promise<void>
  /** Removes what was written. */
  readonly abandon: () => Promise<void>
}

/** The contents of files, each encrypted under a key of its own, in a folder beside the database. No plain byte of them is on the disk. */
export interface ContentFiles {
  /** Begins a content that is not there. The key was used for nothing else. */
  readonly create: (id: string, key: Uint8Array) => Promise<ContentWriter>
  /** Reads a content, or the bytes from `start` up to and without `end`. Throws `notFound` where it is not there, or was changed. */
  readonly read: (
    content: Content,
    part?: { readonly start: number; readonly end: number },
  ) => AsyncGenerator<Uint8Array>
  /** Returns whether all of a content is there. */
  readonly isWhole: (content: Content) => Promise<boolean>
  readonly remove: (id: string) => Promise<void>
  readonly ids: () => Promise<string[]>
}

const chunkBytes = 64 * 1024
const tagBytes = 16
const sealedBytes = chunkBytes + tagBytes
const algorithm = 'aes-256-gcm'

/** Keeps contents in `directory`, which is made when the first comes. Their ids have the form of file names. */
export function createContentFiles(directory: string): ContentFiles {
  const pathOf = (id: string) => join(directory, id)

  return {
    create: async (id, key) => {
      const path = pathOf(id)
      const file = await writing(async () => {
        await mkdir(directory, { recursive: true, mode: 0o700 })
        return await open(path, 'wx', 0o600)
      })
      return createWriter(
        file,
        { id, key },
        () => rm(path, { force: true }),
        () => syncFolder(directory),
      )
    },
    read: async function* (content, { start, end } = { start: 0, end: content.bytes }) {
      await using file = await open(pathOf(content.id), 'r').catch(lost)
      for (let index = Math.floor(start / chunkBytes); index * chunkBytes < end; index += 1) {
        const plain = await readChunk(file, content, index)
        const from = index * chunkBytes
        yield plain.subarray(Math.max(0, start - from), Math.min(plain.byteLength, end - from))
      }
    },
    isWhole: async ({ id, bytes }) => {
      const chunks = Math.max(1, Math.ceil(bytes / chunkBytes))
      const size = await stat(pathOf(id)).then(
        (found) => found.size,
        () => -1,
      )
      return size === bytes + chunks * tagBytes
    },
    remove: (id) => rm(pathOf(id), { force: true }),
    ids: () => readdir(directory).catch(() => []),
  }
}

function createWriter(
  file: FileHandle,
  { id, key }: Pick<Content, 'id' | 'key'>,
  removeFile: () => Promise<void>,
  syncFolderOf: () => Promise<void>,
): ContentWriter {
  let waiting: Uint8Array = new Uint8Array()
  let index = 0

  async function seal(plain: Uint8Array, isLast: boolean): Promise<void> {
    const cipher = createCipheriv(algorithm, key, nonceOf(index)).setAAD(placeOf(id, index, isLast))
    const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    index += 1
    await writing(() => file.appendFile(sealed))
  }

  return {
    append: async (part) => {
      waiting = waiting.byteLength === 0 ? part : Buffer.concat([waiting, part])
      // What may be the last chunk is not sealed before that is known.
      while (waiting.byteLength > chunkBytes) {
        await seal(waiting.subarray(0, chunkBytes), false)
        waiting = waiting.subarray(chunkBytes)
      }
    },
    finish: async () => {
      await seal(waiting, true)
      await writing(() => file.sync())
      await file.close()
      await syncFolderOf()
    },
    abandon: async () => {
      await file.close()
      await removeFile()
    },
  }
}

async function readChunk(file: FileHandle, { id, key, bytes }: Content, index: number): Promise<Uint8Array> {
  const isLast = (index + 1) * chunkBytes >= bytes
  const plainBytes = isLast ? bytes - index * chunkBytes : chunkBytes
  const sealed = Buffer.alloc(plainBytes + tagBytes)
  const { bytesRead } = await file.read(sealed, 0, sealed.byteLength, index * sealedBytes)
  if (bytesRead < sealed.byteLength) return lost()
  const decipher = createDecipheriv(algorithm, key, nonceOf(index)).setAAD(placeOf(id, index, isLast))
  decipher.setAuthTag(sealed.subarray(plainBytes))
  const plain = decipher.update(sealed.subarray(0, plainBytes))
  try {
    return Buffer.concat([plain, decipher.final()])
  } catch {
    return lost()
  }
}

/** The key is of one content, whose chunks are sealed once each: their numbers never come twice. */
function nonceOf(index: number): Uint8Array {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(index, 8)
  return nonce
}

/** Returns the place that a chunk is bound to: it can stand in no other content, at no other place, and not at the end of a shorter one. */
function placeOf(id: string, index: number, isLast: boolean): Uint8Array {
  return Buffer.from(`${id}:${index}:${isLast ? 'last' : 'more'}`)
}

function lost(): never {
  throw new FailureError('notFound', 'The file on this workstation is damaged or gone.')
}

async function writing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw writingFailure(error)
  }
}

/** Windows cannot open a folder; there the file itself is what there is. */
async function syncFolder(directory: string): Promise<void> {
  if (process.platform === 'win32') return
  await using folder = await open(directory, 'r')
  await folder.sync()
}
