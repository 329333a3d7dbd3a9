import type { EntryId } from '../../../shared/model/ids.ts'
import type { PageRow } from '../../conversation/pageRows.ts'
import { strings } from '../../strings.ts'
import { button, element } from '../element.ts'
import { emergencyLine } from '../emergencyLine.ts'
import { createEndFollower } from './endFollower.ts'
import type { RowActions } from './messageElement.ts'
import { createRowElements } from './rowElements.ts'

export interface MessageList {
  readonly root: HTMLElement
  /** Draws what differs from what is there; what the person looks at stays where it is. */
  readonly show: (rows: readonly PageRow[], hasEarlier: boolean) => void
  readonly toEnd: () => void
  /** To where the new messages begin, or to the end when all of them fit. */
  readonly toUnread: () => void
  /** More of the files of this message has arrived. */
  readonly showProgress: (id: EntryId) => void
}

/** The messages, scrolling for themselves. `seen` is called with the greatest `seq` of which at least half has been in view. */
export function createMessageList(parts: {
  readonly actions: Omit<RowActions, 'whenNear'>
  /** Resolves with whether there was something to load. */
  readonly loadEarlier: () => Promise<boolean>
  readonly seen: (seq: number) => void
}): MessageList {
  const earlier = createEarlierButton(parts.loadEarlier)
  const beginning = element('p', { class: 'hint', hidden: true }, strings.beginning)
  const list = element('ol', { class: 'rows' })
  const newMessages = button(strings.newMessages, () => end.toEnd(), { class: 'fresh', hidden: true })
  const scroller = element(
    'section',
    { class: 'scroller', tabindex: 0, 'aria-label': strings.messages },
    ...[emergencyLine(parts.actions.phones), earlier.button, earlier.notFound, beginning, list],
  )
  const end = createEndFollower(scroller, list, () => {
    newMessages.hidden = true
  })
  const elements = createRowElements({ list, scroller, actions: parts.actions, seen: parts.seen })

  return {
    root: element('div', { class: 'messages' }, scroller, newMessages),
    show: (rows, hasEarlier) => {
      const heightBefore = scroller.scrollHeight
      const topBefore = scroller.scrollTop
      const wasFollowing = end.isFollowing()
      const firstBefore = list.firstElementChild
      earlier.button.hidden = !hasEarlier
      beginning.hidden = hasEarlier || rows.length === 0
      const hasNew = elements.draw(rows)
      if (wasFollowing) end.toEnd()
      else if (firstBefore !== list.firstElementChild)
        // What came before pushes the rest down; the person goes with it.
        scroller.scrollTop = topBefore + scroller.scrollHeight - heightBefore
      if (hasNew && !wasFollowing) newMessages.hidden = false
    },
    toEnd: end.toEnd,
    toUnread: () => {
      end.toEnd()
      const line = list.querySelector<HTMLElement>('.unread')
      if (!line) return
      const above = line.getBoundingClientRect().top - scroller.getBoundingClientRect().top
      if (above < 0) end.moveBy(above)
    },
    showProgress: (id) => {
      const bar = list.querySelector<HTMLProgressElement>(`progress[data-progress="${id}"]`)
      if (bar) bar.value = parts.actions.progressOf(id)
    },
  }
}

/** The button that loads earlier messages, and the line that there were none to be had. */
function createEarlierButton(loadEarlier: () => Promise<boolean>) {
  const earlier = button(strings.earlier, () => void moveBack(), { class: 'earlier', hidden: true })
  const notFound = element('p', { class: 'hint', role: 'status' })
  async function moveBack(): Promise<void> {
    if (earlier.disabled) return
    earlier.disabled = true
    try {
      const isFound = await loadEarlier()
      notFound.textContent = isFound ? '' : strings.earlierFailed
    } finally {
      earlier.disabled = false
    }
  }
  return { button: earlier, notFound }
}
