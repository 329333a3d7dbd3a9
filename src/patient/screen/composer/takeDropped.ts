/**
 * Takes files that are pasted into `field`, or dropped anywhere on `area`, which is marked while something hangs over it. A text
 * that is pasted stays a text, also where a program puts a picture of it beside it.
 */
export function takeDropped(area: HTMLElement, field: HTMLElement, taken: (files: readonly File[]) => void): void {
  field.addEventListener('paste', (event) => {
    const { clipboardData } = event
    const files = [...(clipboardData?.files ?? [])]
    if (files.length === 0 || clipboardData?.types.includes('text/plain')) return
    event.preventDefault()
    taken(files)
  })
  const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true
  area.addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    area.classList.add('dropping')
  })
  area.addEventListener('dragleave', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && area.contains(relatedTarget))) area.classList.remove('dropping')
  })
  area.addEventListener('drop', (event) => {
    area.classList.remove('dropping')
    if (!hasFiles(event)) return
    // Otherwise the browser leaves the page to show the file.
    event.preventDefault()
    taken([...(event.dataTransfer?.files ?? [])])
  })
}
