import type { EntryId } from '../../shared/model/ids.ts'
import type { Row } from '../conversation/rows.ts'
import { strings } from '../strings.ts'
import { button, element } from './element.ts'
import { emergencyLine } from './emergencyLine.ts'
import { type RowActions, rowElement } from './messageElement.ts'

export interface MessageList {
  readonly root: HTMLElement
  /** Draws what differs from what is there; what the person looks at stays where it is. */
  readonly show: (rows: readonly Row[], hasEarlier: boolean) => void
  readonly toEnd: () => void
  /** To where the new messages begin, or to the end when all of them fit. */
  readonly toUnread: () => void
  /** More of the files of this message has arrived. */
  readonly showProgress: (id: EntryId) => void
}

/** So near to the end, in pixels, new messages are followed. */
const nearPx = 80

/** The messages, scrolling for themselves. `seen` hears the greatest `seq` of which at least half has been in view. */
export function createMessageList(parts: {
  readonly actions: Omit<RowActions, 'whenNear'>
  /** Resolves with whether there was something to load. */
  readonly loadEarlier: () => Promise<boolean>
  readonly seen: (seq: number) => void
}): MessageList {
  const shown = new Map<string, { readonly element: HTMLLIElement; readonly drawnFrom: string }>()
  const nearTasks = new Map<Element, () => void>()
  const actions = { ...parts.actions, whenNear }
  const earlier = button(strings.earlier, () => void moveBack(), { class: 'earlier', hidden: true })
  const notFound = element('p', { class: 'hint', role: 'status' })
  const emergency = emergencyLine(parts.actions.phones)
  const beginning = element('p', { class: 'hint', hidden: true }, strings.beginning)
  const list = element('ol', { class: 'rows' })
  const newMessages = button(strings.newMessages, () => toEnd(), { class: 'fresh', hidden: true })
  const scroller = element(
    'section',
    { class: 'scroller', tabindex: 0, 'aria-label': strings.messages },
    ...[emergency, earlier, notFound, beginning, list],
  )
  const root = element('div', { class: 'messages' }, scroller, newMessages)
  const inView = new Map<Element, boolean>()
  let isFollowing = true
  let lastTop = 0
  let isMovingBack = false

  const observer = new IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting, intersectionRatio, intersectionRect, rootBounds } of changes) {
        const fillsHalf = rootBounds !== null && intersectionRect.height >= rootBounds.height / 2
        inView.set(target, isIntersecting && (intersectionRatio >= 0.5 || fillsHalf))
      }
      tellSeen()
    },
    { root: scroller, threshold: [0, 0.25, 0.5, 0.75, 1] },
  )

  const nearObserver = new IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting } of changes) {
        if (!isIntersecting) continue
        nearObserver.unobserve(target)
        nearTasks.get(target)?.()
        nearTasks.delete(target)
      }
    },
    { root: scroller, rootMargin: '100%' },
  )
  function whenNear(target: Element, task: () => void): void {
    nearTasks.set(target, task)
    nearObserver.observe(target)
  }

  function tellSeen(): void {
    if (document.visibilityState !== 'visible') return
    const seqs = [...inView].flatMap(([row, isSeen]) => (isSeen ? Number(row.getAttribute('data-seq')) : []))
    if (seqs.length > 0) parts.seen(Math.max(...seqs))
  }
  document.addEventListener('visibilitychange', tellSeen)

  const distanceToEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight
  function toEnd(): void {
    scroller.scrollTop = scroller.scrollHeight
    isFollowing = true
    newMessages.hidden = true
  }
  scroller.addEventListener('scroll', () => {
    // What comes between, as a keyboard that opens, is no wish to look back; only going up is.
    const isBack = scroller.scrollTop < lastTop
    lastTop = scroller.scrollTop
    isFollowing = distanceToEnd() < nearPx || (isFollowing && !isBack)
    if (isFollowing) newMessages.hidden = true
  })
  // A keyboard on the screen, or a turned phone, changes the height: who was at the end stays there.
  new ResizeObserver(() => {
    if (isFollowing) toEnd()
  }).observe(scroller)
  new ResizeObserver(() => {
    if (isFollowing) toEnd()
  }).observe(list)

  async function moveBack(): Promise<void> {
    if (isMovingBack) return
    isMovingBack = true
    earlier.disabled = true
    try {
      const isFound = await parts.loadEarlier()
      notFound.textContent = isFound ? '' : strings.earlierFailed
    } finally {
      isMovingBack = false
      earlier.disabled = false
    }
  }

  function draw(rows: readonly Row[]): boolean {
    const keys = new Set(rows.map(({ key }) => key))
    for (const [key, row] of shown) {
      if (keys.has(key)) continue
      if (heldIn(row.element)) scroller.focus()
      forget(key, row.element)
    }
    let place: Element | null = list.firstElementChild
    let hasNew = false
    for (const row of rows) {
      const drawnFrom = JSON.stringify(row)
      const before = shown.get(row.key)
      if (before?.drawnFrom === drawnFrom) {
        if (before.element === place) place = place.nextElementSibling
        else list.insertBefore(before.element, place)
        continue
      }
      const next = rowElement(row, actions)
      if (!before && row.kind === 'message' && !row.isOwn && place === null) hasNew = true
      if (before?.element === place && place) place = place.nextElementSibling
      const held = before && heldIn(before.element)
      if (before) forget(row.key, before.element)
      list.insertBefore(next, place)
      // Whoever stood on something in it stands there again, or at least in the list.
      if (held)
        (held.act ? (next.querySelector<HTMLElement>(`[data-act="${held.act}"]`) ?? scroller) : scroller).focus()
      shown.set(row.key, { element: next, drawnFrom })
      if (next.hasAttribute('data-seq')) observer.observe(next)
    }
    return hasNew
  }

  function heldIn(row: HTMLElement): { readonly act: string | null } | undefined {
    const { activeElement } = document
    if (!activeElement || !row.contains(activeElement)) return undefined
    return { act: activeElement.getAttribute('data-act') }
  }

  function forget(key: string, old: HTMLLIElement): void {
    observer.unobserve(old)
    inView.delete(old)
    for (const target of nearTasks.keys()) {
      if (!old.contains(target)) continue
      nearObserver.unobserve(target)
      nearTasks.delete(target)
    }
    old.remove()
    shown.delete(key)
  }

  return {
    root,
    show: (rows, hasEarlier) => {
      const heightBefore = scroller.scrollHeight
      const topBefore = scroller.scrollTop
      const wasFollowing = isFollowing
      const firstBefore = list.firstElementChild
      earlier.hidden = !hasEarlier
      beginning.hidden = hasEarlier || rows.length === 0
      const hasNew = draw(rows)
      if (wasFollowing) toEnd()
      else if (firstBefore !== list.firstElementChild)
        // What came before pushes the rest down; the person goes with it.
        scroller.scrollTop = topBefore + scroller.scrollHeight - heightBefore
      if (hasNew && !wasFollowing) newMessages.hidden = false
    },
    toEnd,
    toUnread: () => {
      toEnd()
      const line = list.querySelector<HTMLElement>('.unread')
      if (!line) return
      const above = line.getBoundingClientRect().top - scroller.getBoundingClientRect().top
      if (above >= 0) return
      scroller.scrollTop += above
      isFollowing = distanceToEnd() < nearPx
    },
    showProgress: (id) => {
      const bar = list.querySelector<HTMLProgressElement>(`progress[data-progress="${id}"]`)
      if (bar) bar.value = parts.actions.progressOf(id)
    },
  }
}
