import type { Entry } from '../../shared/model/entry.ts'
import type { Session } from '../../shared/model/session.ts'
import { hasVisibleText } from '../../shared/model/text/visibleText.ts'
import { nameShown } from '../conversation/nameShown.ts'
import type { PageRow } from '../conversation/pageRows.ts'
import type { PageLinkState } from '../link/pageConnection.ts'
import { strings } from '../strings.ts'
import type { PageComposer } from './composer/pageComposer.ts'
import { button, element } from './element.ts'
import { emergencyLine, type Phones } from './emergencyLine.ts'
import type { LeaveDialog } from './leaveDialog.ts'
import type { MessageList } from './messages/messageList.ts'

export interface ConversationView {
  readonly session: Session | undefined
  /** The patient whose visit it is; undefined while that is not known. */
  readonly patient: { readonly name: string; readonly birthDate?: string } | undefined
  readonly rows: readonly PageRow[]
  readonly hasEarlier: boolean
  readonly typing: readonly string[]
  readonly link: PageLinkState
  readonly isOnline: boolean
  readonly waiting: number
  readonly isEnded: boolean
  /** The browser cannot store what is written. */
  readonly isUnkept: boolean
}

export interface ConversationScreen {
  readonly root: HTMLElement
  readonly show: (view: ConversationView) => void
  /**
   * Announces the messages among new entries of others to those who listen to the screen; an announcement that is withdrawn is
   * not made any more.
   */
  readonly announce: (entries: readonly Entry[]) => void
}

/** Of more than this many at once, the last ones are announced. */
const mostAnnounced = 3

/** The header, the line on the connection, the messages, who types, and where to write. */
export function createConversationScreen(parts: {
  readonly list: MessageList
  readonly composer: PageComposer
  readonly dialog: HTMLDialogElement
  readonly leaveDialog: LeaveDialog
  readonly phones: Phones
}): ConversationScreen {
  const { list, composer, leaveDialog } = parts
  const heading = element('h1', { dir: 'auto' })
  const whose = element('span', { dir: 'auto', 'data-testid': 'whose' })
  const leave = button(strings.leave, leaveDialog.open, { 'aria-haspopup': 'dialog' })
  const line = element('p', { class: 'line', role: 'status' })
  const emergency = emergencyLine(parts.phones)
  const unkept = element('p', { class: 'unkept', role: 'status', hidden: true }, strings.unkept)
  const ended = element('p', { class: 'ended', role: 'status', hidden: true })
  const empty = element('p', { class: 'hint', hidden: true }, strings.empty)
  const typing = element('p', { class: 'typing', dir: 'auto', 'data-testid': 'typing' })
  const spoken = element('div', { class: 'unseen', 'aria-live': 'polite', 'data-testid': 'spoken' })
  const main = element('main', {}, unkept, empty, list.root, typing, ended, composer.root)
  const root = element(
    'div',
    { class: 'conversation' },
    element('header', {}, heading, element('div', { class: 'whose' }, whose, leave), line, emergency),
    main,
    spoken,
    element('p', { class: 'drop-hint', 'aria-hidden': 'true' }, strings.dropHere),
    ...[parts.dialog, leaveDialog.root],
  )
  composer.takeFrom(root)

  return {
    root,
    show: ({ session, rows, hasEarlier, typing: names, link, isOnline, waiting, isEnded, isUnkept, patient }) => {
      setText(heading, titleOf(session))
      document.title = titleOf(session)
      setText(whose, patient ? strings.whose(nameShown(patient.name), patient.birthDate?.slice(0, 4)) : '')
      const state = link === 'lost' && !isOnline ? 'offline' : link
      const unsent = waiting > 0 && state !== 'connected' ? ` ${strings.waitingCount(waiting)}` : ''
      line.hidden = isEnded
      line.dataset.link = state
      setText(line, strings.link[state] + unsent)
      // Where nothing arrives, nobody may wait for an answer.
      emergency.hidden = !isEnded && (state === 'connected' || state === 'connecting')
      unkept.hidden = !isUnkept
      empty.hidden = rows.length > 0 || isEnded || link !== 'connected'
      setText(typing, names.length > 0 && !isEnded ? strings.typing(names) : '')
      list.show(rows, hasEarlier && !isEnded)
      ended.hidden = !isEnded
      setText(ended, isEnded ? strings.endedHere : '')
      // What was written in it comes back with it.
      if (isEnded) composer.root.remove()
      else if (composer.root.parentElement !== main) main.append(composer.root)
    },
    announce: (entries) => {
      const spokenLines = entries.flatMap(({ senderName, body }) => {
        if (body.kind !== 'message') return []
        const words = [
          body.contentEncoding ? strings.encrypted : hasVisibleText(body.text) ? body.text : '',
          strings.filesInstead(body.attachments ?? []),
        ]
        return element('p', {}, strings.spokenMessage(senderName, words.filter(Boolean).join(' ') || strings.blank))
      })
      const isTakenBack = entries.some(({ body }) => body.kind === 'redaction')
      if (spokenLines.length > 0 || isTakenBack) spoken.replaceChildren(...spokenLines.slice(-mostAnnounced))
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
