import type { Entry } from '../../../src/shared/model/entry.ts'
import type { Session } from '../../../src/shared/model/session.ts'
import type { LinkState } from '../connection.ts'
import type { Row } from '../rows.ts'
import { strings } from '../strings.ts'
import type { Composer } from './composer.ts'
import { element } from './element.ts'
import type { MessageList } from './messageList.ts'

export interface ConversationView {
  readonly session: Session | undefined
  readonly rows: readonly Row[]
  readonly hasEarlier: boolean
  readonly typing: readonly string[]
  readonly link: LinkState
  readonly isOnline: boolean
  readonly waiting: number
  readonly isEnded: boolean
}

export interface ConversationScreen {
  readonly root: HTMLElement
  readonly show: (view: ConversationView) => void
  /** Says the messages among new entries of others to those who listen to the screen; what is taken back is said no more. */
  readonly announce: (entries: readonly Entry[]) => void
}

/** Of more than this many at once, the last ones are said. */
const mostSaid = 3

/** The header, the line on the connection, the messages, who types, and where to write. */
export function createConversationScreen(
  list: MessageList,
  composer: Composer,
  dialog: HTMLDialogElement,
): ConversationScreen {
  const heading = element('h1', { dir: 'auto' })
  const line = element('p', { class: 'line', role: 'status' })
  const ended = element('p', { class: 'ended', role: 'status', hidden: true })
  const empty = element('p', { class: 'hint', hidden: true }, strings.empty)
  const typing = element('p', { class: 'typing', dir: 'auto', 'data-testid': 'typing' })
  const spoken = element('div', { class: 'unseen', 'aria-live': 'polite', 'data-testid': 'spoken' })
  const root = element(
    'div',
    { class: 'conversation' },
    element('header', {}, heading, line),
    element('main', {}, empty, list.root, typing, ended, composer.root),
    spoken,
    element('p', { class: 'drop-hint', 'aria-hidden': 'true' }, strings.dropHere),
    dialog,
  )
  composer.takeFrom(root)
  let wasEnded = false

  return {
    root,
    show: ({ session, rows, hasEarlier, typing: names, link, isOnline, waiting, isEnded }) => {
      setText(heading, titleOf(session))
      document.title = titleOf(session)
      const state = link === 'lost' && !isOnline ? 'offline' : link
      const unsent = waiting > 0 && state !== 'connected' ? ` ${strings.waitingCount(waiting)}` : ''
      line.hidden = isEnded
      line.dataset.link = state
      setText(line, strings.link[state] + unsent)
      empty.hidden = rows.length > 0 || isEnded || link !== 'connected'
      setText(typing, names.length > 0 && !isEnded ? strings.typing(names) : '')
      list.show(rows, hasEarlier && !isEnded)
      if (!isEnded || wasEnded) return
      wasEnded = true
      ended.hidden = false
      setText(ended, strings.endedHere)
      composer.close()
    },
    announce: (entries) => {
      const said = entries.flatMap(({ senderName, body }) => {
        if (body.kind !== 'message') return []
        const words = [
          body.contentEncoding ? strings.encrypted : body.text,
          strings.filesInstead(body.attachments ?? []),
        ]
        return element('p', {}, strings.says(senderName, words.filter(Boolean).join(' ')))
      })
      const isTakenBack = entries.some(({ body }) => body.kind === 'redaction')
      if (said.length > 0 || isTakenBack) spoken.replaceChildren(...said.slice(-mostSaid))
    },
  }
}

function titleOf(session: Session | undefined): string {
  const names = (session?.participants ?? []).flatMap(({ role, name }) => (role === 'clinician' ? [name] : []))
  return session ? strings.titleWith(names.join(', ') || strings.teamFallback) : strings.title
}

/** Only a change is worth reading out. */
function setText(to: HTMLElement, text: string): void {
  if (to.textContent !== text) to.textContent = text
}
