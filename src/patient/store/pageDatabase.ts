import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb'
import type { OwnInvitation } from './keptRows.ts'

/**
 * The stores of the page's database, in the browser, by their keys. Rows may be of another version of the page, and are parsed
 * where they are read. `scope` is that of a patient in a session.
 */
interface PageSchema extends DBSchema {
  invitations: { key: string; value: { readonly putAt?: number } }
  sessions: { key: string; value: unknown }
  entries: { key: [scope: string, seq: number]; value: unknown }
  outgoing: { key: number; value: unknown; indexes: { scope: string; id: string } }
  files: { key: string; value: FileRow; indexes: { scope: string } }
}

/** A file and what it holds. `chosenAt`: the instant (ms) of its choice. */
interface FileRow {
  readonly scope: string
  readonly id: string
  readonly content: unknown
  readonly chosenAt: number
}

export type StoreName = 'invitations' | 'sessions' | 'entries' | 'outgoing' | 'files'
export type OpenDatabase = IDBPDatabase<PageSchema>
export type Writing = IDBPTransaction<PageSchema, StoreName[], 'readwrite'>

export interface PageDatabase {
  /** Reads something; it may be asked for again, of a new connection. */
  readonly read: <T>(ask: (connection: OpenDatabase) => Promise<T>) => Promise<T>
  /**
   * Does this work in one transaction; resolves when it is on the disk, rejects when nothing of it is. The work awaits nothing but
   * the transaction, and may be done again.
   */
  readonly write: <T>(stores: readonly StoreName[], work: (transaction: Writing) => Promise<T>) => Promise<T>
}

export interface PageDatabaseListener {
  /** A newer version of the page, in another tab, waits for this one to let go of the database. */
  readonly outdated: () => void
  /** Returns whether the last that was asked of the browser could not be done, also when it was asked again. */
  readonly failing: (isFailing: boolean) => void
}

const databaseName = 'rounds-visit'
const newestVersion = 3

/**
 * Opens the database, made or brought to its newest form. Rejects where the browser keeps nothing. Browsers lose the connection to
 * their own database, on phones above all: what then fails is asked once more, of a new connection.
 */
export async function openPageDatabase(listener: PageDatabaseListener): Promise<PageDatabase> {
  let connection: Promise<OpenDatabase> | undefined

  const connected = () => {
    connection ??= connect(listener)
    return connection
  }
  /** Unless somebody has done so already: others may be at work on the new one. */
  function letGo(lost: Promise<OpenDatabase>): void {
    if (connection !== lost) return
    connection = undefined
    lost.then(
      (database) => database.close(),
      () => undefined,
    )
  }

  async function ask<T>(task: (database: OpenDatabase) => Promise<T>): Promise<T> {
    const first = connected()
    const answered = first.then(task).then(undefined, (error: unknown) => {
      if (isFull(error)) throw error
      letGo(first)
      return connected().then(task)
    })
    answered.then(
      () => listener.failing(false),
      () => listener.failing(true),
    )
    return await answered
  }

  await connected()
  return { read: ask, write: (stores, work) => ask((database) => inTransaction(database, stores, work)) }
}

async function connect({ outdated }: PageDatabaseListener): Promise<OpenDatabase> {
  const database = await openDB<PageSchema>(databaseName, newestVersion, { upgrade })
  database.onversionchange = () => {
    database.close()
    outdated()
  }
  return database
}

async function inTransaction<T>(
  database: OpenDatabase,
  stores: readonly StoreName[],
  work: (transaction: Writing) => Promise<T>,
): Promise<T> {
  // Relaxed would report a message as kept that a loss of power takes away.
  const transaction = database.transaction([...stores], 'readwrite', { durability: 'strict' })
  const [worked, done] = await Promise.allSettled([work(transaction), transaction.done])
  if (worked.status === 'fulfilled' && done.status === 'fulfilled') return worked.value
  // A step that is given up fails with less than the reason: no room is known at the transaction, or at the step that had none.
  throw (
    transaction.error ??
    (worked.status === 'rejected' ? worked.reason : undefined) ??
    new DOMException('', 'AbortError')
  )
}

/** Returns whether there was no room: another connection has none either. */
export function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError'
}

/** Returns the scope of the rows of a patient in a session. */
export const scopeOf = ({ sessionId, userId }: OwnInvitation) => `${sessionId} ${userId}`

function upgrade(database: OpenDatabase, from: number): void {
  if (from < 1) {
    database.createObjectStore('invitations', { keyPath: 'invitationId' })
    database.createObjectStore('entries', { keyPath: ['scope', 'seq'] })
    const outgoing = database.createObjectStore('outgoing', { keyPath: 'position', autoIncrement: true })
    outgoing.createIndex('scope', 'scope')
    outgoing.createIndex('id', 'id')
  }
  if (from < 2) database.createObjectStore('files', { keyPath: 'id' }).createIndex('scope', 'scope')
  if (from < 3) database.createObjectStore('sessions', { keyPath: 'scope' })
}
