/** The stores of the page's database, in the browser. */
export type StoreName = 'invitations' | 'sessions' | 'entries' | 'outgoing' | 'files'

export interface PageDatabase {
  /** Asks one store for something. */
  readonly read: <T>(store: StoreName, ask: (store: IDBObjectStore) => IDBRequest<T>) => Promise<T>
  /** Does this work in one transaction; resolves when it is on the disk, rejects when nothing of it is. It may be done again. */
  readonly write: (stores: readonly StoreName[], work: (transaction: IDBTransaction) => void) => Promise<void>
}

export interface PageDatabaseListener {
  /** A newer version of the page, in another tab, waits for this one to let go of the database. */
  readonly outdated: () => void
  /** Returns whether the last that was asked of the browser could not be done, also when it was asked again. */
  readonly failing: (isFailing: boolean) => void
}

const databaseName = 'rounds-visit'
const newestVersion = 3

/** The result of a request of the browser's database. */
function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the browser could not do this'))
  })
}

function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('the browser could not store this'))
  })
}

/**
 * Opens the database, made or brought to its newest form. Rejects where the browser keeps nothing. Browsers lose the connection to
 * their own database, on phones above all: what then fails is asked once more, of a new connection.
 */
export async function openPageDatabase(factory: IDBFactory, listener: PageDatabaseListener): Promise<PageDatabase> {
  let connection: Promise<IDBDatabase> | undefined

  async function connect(): Promise<IDBDatabase> {
    const request = factory.open(databaseName, newestVersion)
    request.onupgradeneeded = ({ oldVersion }) => upgrade(request.result, oldVersion)
    const database = await settled(request)
    database.onversionchange = () => {
      database.close()
      listener.outdated()
    }
    return database
  }
  const connected = () => {
    connection ??= connect()
    return connection
  }
  /** Unless somebody has done so already: others may be at work on the new one. */
  function letGo(lost: Promise<IDBDatabase>): void {
    if (connection !== lost) return
    connection = undefined
    lost.then(
      (database) => database.close(),
      () => undefined,
    )
  }

  async function ask<T>(task: (database: IDBDatabase) => Promise<T>): Promise<T> {
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
  return {
    read: (store, request) => ask((database) => settled(request(database.transaction(store).objectStore(store)))),
    write: (stores, work) =>
      ask(async (database) => {
        // Relaxed would report a message as kept that a loss of power takes away.
        const transaction = database.transaction([...stores], 'readwrite', { durability: 'strict' })
        const done = committed(transaction)
        work(transaction)
        await done
      }),
  }
}

/** Returns whether there was no room: another connection has none either. */
export function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError'
}

function upgrade(database: IDBDatabase, from: number): void {
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
