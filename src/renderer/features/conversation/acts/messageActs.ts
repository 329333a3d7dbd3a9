import type { KeyboardEvent } from 'react'
import type { Change } from '../../../../shared/model/changes/messageChange.ts'
import { changeRefusal } from '../../../../shared/model/changes/messageRights.ts'
import { ownUserId, type ScreenState } from '../../../state/screenState.ts'
import type { MessageRow } from '../rows/conversationRows.ts'

/** Something that a person can do with a message. */
export type MessageAct = 'reply' | 'react' | 'edit' | 'redact' | 'history'

/** The acts in the order of their buttons, with the letter that does each while a message has the focus. */
export const actLetters: Readonly<Record<MessageAct, string>> = {
  reply: 'r',
  react: 'e',
  edit: 't',
  redact: 'x',
  history: 'h',
}

const changes: Readonly<Partial<Record<MessageAct, Change['kind']>>> = {
  react: 'reaction',
  edit: 'edit',
  redact: 'redaction',
}

/** Returns the acts that the relay takes of this person for a message, as a text with a space between them. */
export function actsFor(state: Pick<ScreenState, 'sessions' | 'account'>, row: MessageRow, nowMs: number): string {
  const { account } = state
  const session = row.entry ? state.sessions.get(row.entry.sessionId) : undefined
  const isOwn = row.own !== null
  // An unsent message is changed here; a refused one has its choices below it.
  if (!row.entry) return row.own?.kind === 'queued' ? 'edit redact' : ''
  if (!session || account.state === 'signedOut') return ''
  const own = session.participants.find(({ userId }) => userId === ownUserId(account))
  const situation = {
    isAuthor: isOwn,
    role: own?.role ?? account.role,
    isParticipant: own !== undefined,
    isOpen: session.active && (session.expiresAt === undefined || nowMs < session.expiresAt),
    isFrozen: session.dispute !== undefined,
    isRedacted: row.withheld === 'redacted',
  }
  const may = (act: MessageAct) => {
    const kind = changes[act]
    if (act === 'edit' && (row.withheld === 'encrypted' || row.text === '')) return false
    if (kind) return changeRefusal(kind, situation) === null
    return act === 'reply' ? situation.isOpen : row.editedAt !== null || situation.isRedacted
  }
  return (['reply', 'react', 'edit', 'redact', 'history'] as const).filter(may).join(' ')
}

/** Returns the act that a press asks for while a message has the focus, and not a text in it. */
export function actOfPress(event: KeyboardEvent): MessageAct | undefined {
  const { target, key, nativeEvent } = event
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.repeat || nativeEvent.isComposing)
    return
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return
  if (key === 'Delete') return 'redact'
  // On a keyboard without Latin letters, the key in the same place.
  const letter = /^[a-z]$/i.test(key) ? key.toLowerCase() : event.code.replace(/^Key/, '').toLowerCase()
  return (['reply', 'react', 'edit', 'redact', 'history'] as const).find((act) => actLetters[act] === letter)
}
