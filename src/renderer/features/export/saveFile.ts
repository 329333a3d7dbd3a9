/** Saves a text, given in pieces, as a file of the person's: as a download of the page. */
export function saveFile(page: Document, name: string, pieces: readonly string[]): void {
  const url = URL.createObjectURL(new Blob([...pieces], { type: 'application/json' }))
  const link = page.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has its own hold on the bytes once it has begun.
  requestAnimationFrame(() => URL.revokeObjectURL(url))
}
