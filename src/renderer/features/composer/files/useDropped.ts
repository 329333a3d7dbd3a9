import { type RefObject, useEffect, useRef, useState } from 'react'
import { filesIn } from './useAttaching.ts'

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

/**
 * Takes files that are dropped anywhere on the session of a composer. Returns whether some are held over it. A file that is dropped elsewhere on the page is let
 * go: the browser would leave the page for it.
 */
export function useDropped(
  form: RefObject<HTMLElement | null>,
  isOpen: boolean,
  onFiles: (files: readonly File[]) => void,
): boolean {
  const [isOver, setOver] = useState(false)
  const latest = useRef(onFiles)
  latest.current = onFiles

  useEffect(() => {
    if (!isOpen) return
    const isOurs = ({ target }: DragEvent) => {
      const panel = form.current?.closest('[data-panel]')
      return panel !== null && panel !== undefined && target instanceof Node && panel.contains(target)
    }
    const onOver = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      if (event.dataTransfer) event.dataTransfer.dropEffect = isOurs(event) ? 'copy' : 'none'
      setOver(isOurs(event))
    }
    const onDrop = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      setOver(false)
      if (!isOurs(event)) return
      latest.current(filesIn(event.dataTransfer))
      form.current?.querySelector('textarea')?.focus()
    }
    const onLeave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) setOver(false)
    }
    document.addEventListener('dragover', onOver)
    document.addEventListener('drop', onDrop)
    document.addEventListener('dragleave', onLeave)
    return () => {
      document.removeEventListener('dragover', onOver)
      document.removeEventListener('drop', onDrop)
      document.removeEventListener('dragleave', onLeave)
    }
  }, [form, isOpen])

  return isOver && isOpen
}
