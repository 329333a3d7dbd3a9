/** Opens a content in a window of its own, which has no way back to this one. */
export function openInWindow(page: Window, address: string): void {
  page.open(address, '_blank', 'noopener,noreferrer')
}

/** Saves a content as a file of the person's: as a download of the page, for which the host asks where to. */
export function saveContent(
  page: Document,
  { address, name }: { readonly address: string; readonly name: string },
): void {
  const link = page.createElement('a')
  link.href = `${address}?save`
  link.download = name
  link.click()
}
