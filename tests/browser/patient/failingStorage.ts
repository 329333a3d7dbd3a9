/** In the page, before its scripts: the browser loses the connection to its own database whenever `storageFails` says so. */
export function letStorageFail(): void {
  const { transaction } = IDBDatabase.prototype
  IDBDatabase.prototype.transaction = function (...asked) {
    const left = Number(sessionStorage.getItem('storage-fails') ?? 0)
    if (left <= 0) return transaction.apply(this, asked)
    sessionStorage.setItem('storage-fails', String(left - 1))
    throw new DOMException('Connection to Indexed Database server lost. Refresh the page to try again', 'UnknownError')
  }
}

/** In the page: the next so many transactions fail. */
export function failStorage(count: number): void {
  sessionStorage.setItem('storage-fails', String(count))
}
