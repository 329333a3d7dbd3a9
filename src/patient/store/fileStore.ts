import { type ChosenFile, chosenFileSchema, type OwnInvitation } from './keptRows.ts'
import { type PageDatabase, scopeOf, type Writing } from './pageDatabase.ts'
import { parsedOrNone } from './parsedOrNone.ts'

/** Store of the files that were chosen to be sent. */
export interface FileStore {
  /** Keeps a file that was chosen (at this instant, in ms); resolves when it is on the disk. */
  readonly putFile: (of: OwnInvitation, file: ChosenFile, content: Blob, chosenAt: number) => Promise<void>
  /** Those of these ids that are there, in this order. */
  readonly findFiles: (ids: readonly string[]) => Promise<ChosenFile[]>
  readonly content: (fileId: string) => Promise<Blob | undefined>
  readonly removeFile: (fileId: string) => Promise<void>
  /** Forgets files that were chosen before this instant (ms), but for those of these ids. */
  readonly removeFilesBefore: (of: OwnInvitation, before: number, needed: ReadonlySet<string>) => Promise<void>
}

export function createFileStore({ read, write }: PageDatabase): FileStore {
  return {
    putFile: (of, file, content, chosenAt) =>
      write(['files'], async (transaction) => {
        await transaction.objectStore('files').put({ ...file, content, chosenAt, scope: scopeOf(of) })
      }),
    findFiles: async (ids) => {
      const rows = await read((connection) => Promise.all(ids.map((id) => connection.get('files', id))))
      return rows.flatMap((row) => parsedOrNone(chosenFileSchema, row) ?? [])
    },
    content: async (fileId) => {
      const content = (await read((connection) => connection.get('files', fileId)))?.content
      return content instanceof Blob ? content : undefined
    },
    removeFile: (fileId) => write(['files'], (transaction) => transaction.objectStore('files').delete(fileId)),
    removeFilesBefore: (of, before, needed) =>
      write(['files'], async (transaction) => {
        let cursor = await transaction.objectStore('files').index('scope').openCursor(scopeOf(of))
        while (cursor) {
          const { id, chosenAt } = cursor.value
          if (chosenAt < before && !needed.has(id)) await cursor.delete()
          cursor = await cursor.continue()
        }
      }),
  }
}

/** Removes all files of a patient in a session. */
export async function removeAllFiles(transaction: Writing, scope: string): Promise<void> {
  const store = transaction.objectStore('files')
  for (const id of await store.index('scope').getAllKeys(scope)) await store.delete(id)
}
