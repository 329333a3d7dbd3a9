/** In the page: the rows that the browser keeps in these stores, counted and as text. */
export function keptIn(stores: string[]): Promise<{ readonly count: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('rounds-visit')
    opening.onerror = () => reject(opening.error)
    opening.onsuccess = () => {
      const transaction = opening.result.transaction(stores)
      const rows = stores.map((store) => transaction.objectStore(store).getAll())
      transaction.oncomplete = () => {
        opening.result.close()
        const all = rows.flatMap(({ result }) => result)
        resolve({ count: all.length, text: JSON.stringify(all) })
      }
    }
  })
}

/** In the page: what the browser tells of a picture from the clipboard, of a text with a picture of it, and of a dropped picture. */
export function pasteAndDrop(content: number[]): void {
  const field = document.querySelector('textarea')
  const transfer = (name: string, text: string) => {
    const made = new DataTransfer()
    made.items.add(new File([new Uint8Array(content)], name, { type: 'image/png' }))
    if (text !== '') made.setData('text/plain', text)
    return made
  }
  const paste = (name: string, text: string) =>
    field?.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, clipboardData: transfer(name, text) }))
  paste('pasted.png', '')
  paste('of-a-text.png', 'the text')
  const over = { bubbles: true, cancelable: true, dataTransfer: transfer('dropped.png', '') }
  field?.dispatchEvent(new DragEvent('dragover', over))
  field?.dispatchEvent(new DragEvent('drop', over))
}
