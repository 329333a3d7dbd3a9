/** The stores of the page's database, in the browser. */
export type StoreName = 'invitations' | 'entries' | 'outgoing' | 'files'

export interface PageDatabase {
  /** One store, to read from. */
  readonly read: (store: StoreName) => IDBObjectStore
  /** Does this work in one transaction; resolves when it is on the disk, rejects when nothing of it is. */
  readonly write: (stores: readonly StoreName[], work: (transaction: IDBTransaction) => void) => Promise<void>
}

const databaseName = 'rounds-visit'
const newestVersion = 2

/** The result of a request of the browser's database. */
export function settled<T>(request: IDBRequest<T>): Promise<T> {
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
 * Opens the database, made or brought to its newest form. Rejects where the browser keeps nothing. `outdated`: a newer version of
 * the page, in another tab, waits for this one to let go of it.
 */
export async function openPageDatabase(factory: IDBFactory, outdated: () => void): Promise<PageDatabase> {
  const request = factory.open(databaseName, newestVersion)
  request.onupgradeneeded = ({ oldVersion }) => {
    const database = request.result
    if (oldVersion < 1) {
      database.createObjectStore('invitations', { keyPath: 'invitationId' })
      database.createObjectStore('entries', { keyPath: ['scope', 'seq'] })
      const outgoing = database.createObjectStore('outgoing', { keyPath: 'position', autoIncrement: true })
      outgoing.createIndex('scope', 'scope')
      outgoing.createIndex('id', 'id')
    }
    if (oldVersion < 2) database.createObjectStore('files', { keyPath: 'id' }).createIndex('scope', 'scope')
  }
  const database = await settled(request)
  database.onversionchange = () => {
    database.close()
    outdated()
  }
  return {
    read: (store) => database.transaction(store).objectStore(store),
    write: async (stores, work) => {
      // Relaxed would report a message as kept that a loss of power takes away.
      const transaction = database.transaction([...stores], 'readwrite', { durability: 'strict' })
      const done = committed(transaction)
      work(transaction)
      await done
    },
  }
}
