import type { ClipboardEvent } from 'react'
import type { Row } from './rows/conversationRows.ts'
import { timeText } from './rows/timeText.ts'

/**
 * Puts what is selected in a conversation on the clipboard: over several messages a line for each, with its time and who wrote it; within one, its
 * words alone.
 */
export function copySelection(event: ClipboardEvent<HTMLElement>, rows: readonly Row[], language: string): void {
  const selection = event.currentTarget.ownerDocument.getSelection()
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return
  const range = selection.getRangeAt(0)
  const lines = [...event.currentTarget.querySelectorAll<HTMLElement>('article')].flatMap((article) => {
    const words = article.querySelector('[data-words]')
    const row = rows.find(({ key }) => key === article.dataset.entryId)
    if (!words || row?.kind !== 'message' || !range.intersectsNode(words)) return []
    const text = selectedIn(words, range)
    return text === '' ? [] : [{ text, named: `${timeText(row.at, language)} ${row.senderName}: ${text}` }]
  })
  const [first] = lines
  if (!first) return
  event.preventDefault()
  const copied = lines.length === 1 ? first.text : lines.map(({ named }) => named).join('\n')
  event.clipboardData.setData('text/plain', copied)
}

/** Returns what a range selects of the text of an element. */
function selectedIn(element: Element, range: Range): string {
  const part = element.ownerDocument.createRange()
  part.selectNodeContents(element)
  if (element.contains(range.startContainer)) part.setStart(range.startContainer, range.startOffset)
  if (element.contains(range.endContainer)) part.setEnd(range.endContainer, range.endOffset)
  return part.toString()
}
