import { v7 } from 'uuid'
import type { Clock } from '../../src/shared/model/clock.ts'
import { FailureError, type FailureKind } from '../../src/shared/model/failure.ts'
import { type DeviceId, entryIdSchema } from '../../src/shared/model/ids.ts'
import { type Connection, createConnection, type LinkState } from './connection.ts'
import { createConversation } from './conversation.ts'
import { createFileLoader } from './fileLoader.ts'
import { createOutbox } from './outbox.ts'
import type { KeptInvitation, OwnInvitation, PageStore } from './pageStore.ts'
import { createPageToken, type PageToken } from './pageToken.ts'
import { rowsOf } from './rows.ts'
import { createComposer } from './screen/composer.ts'
import { createConversationScreen } from './screen/conversationScreen.ts'
import { openingScreen } from './screen/endScreen.ts'
import { createMessageList } from './screen/messageList.ts'
import { createTypingNotice } from './typingNotice.ts'

export interface VisitParts {
  readonly base: URL
  readonly store: PageStore
  readonly invitation: Exclude<KeptInvitation, { readonly state: 'over' }>
  readonly show: (screen: HTMLElement) => void
  readonly clock: Clock
  readonly fraction: () => number
  readonly deviceId: DeviceId
  /** The relay does not let this page in, or no longer: there is nothing to show. */
  readonly refused: (kind: FailureKind) => void
}

const retryMs = 3_000
/** For what was said last to come in before the connection is given up. */
const lastWordsMs = 1_500

/** Exchanges the invitation if that was not done yet, and shows its session. */
export function openVisit(parts: VisitParts): void {
  const { base, invitation, clock } = parts
  const token = createPageToken({ base, invitation, exchanged: parts.store.putInvitation, clock })

  /** A link is exchanged before anything is shown; what is here already is shown at once, also without a connection. */
  function exchange(): void {
    token.get().then(
      async () => {
        const own = await parts.store.findInvitation(invitation.invitationId)
        if (own?.state === 'ours') await showSession(parts, own, token)
      },
      (error: unknown) => {
        const kind = error instanceof FailureError ? error.failure.kind : 'internal'
        if (kind !== 'offline' && kind !== 'unavailable' && kind !== 'rateLimited') {
          parts.refused(kind)
          return
        }
        parts.show(openingScreen(true))
        clock.after(retryMs, exchange)
      },
    )
  }
  if (invitation.state === 'ours') void showSession(parts, invitation, token)
  else exchange()
}

async function showSession(parts: VisitParts, own: OwnInvitation, token: PageToken): Promise<void> {
  const { base, store, clock, refused } = parts
  let link: LinkState = 'connecting'
  let isEnded = false
  let connection: Connection | undefined
  let isDrawing = false
  const socket = () => connection?.socket()

  const conversation = createConversation({
    ...{ own, store, socket, clock, changed },
    arrived: (entries) => {
      outbox.settle(new Set(entries.filter(({ senderId }) => senderId === own.userId).map(({ id }) => id)))
      const last = entries.findLast(({ senderId, body }) => senderId !== own.userId && body.kind === 'message')
      if (last && link === 'connected') screen.announce(last)
    },
    ended,
  })
  const newEntryId = () => entryIdSchema.parse(v7())
  const outbox = createOutbox({ ...{ own, store, socket, clock, changed }, newEntryId })
  const typing = createTypingNotice({ sessionId: own.sessionId, socket, clock })
  const draftKey = `rounds-draft ${own.sessionId}`
  const list = createMessageList({
    actions: {
      files: createFileLoader(base, token),
      again: (id) => void outbox.again(id),
      discard: (id) => void outbox.discard(id),
    },
    loadEarlier: () => conversation.loadEarlier().then(undefined, () => undefined),
    seen: conversation.seen,
  })
  const composer = createComposer({
    draft: sessionStorage.getItem(draftKey) ?? '',
    changed: (text) => {
      sessionStorage.setItem(draftKey, text)
      typing.changed(text)
    },
    send: async (text) => {
      await outbox.add(text)
      list.toEnd()
    },
  })
  const screen = createConversationScreen(list, composer)

  /** At most once a frame, however much has changed. */
  function changed(): void {
    if (isDrawing) return
    isDrawing = true
    requestAnimationFrame(() => {
      isDrawing = false
      draw()
    })
  }
  function draw(): void {
    const session = conversation.session()
    const written = outbox.messages()
    screen.show({
      session,
      rows: rowsOf(conversation.entries(), written, own.userId, session),
      hasEarlier: conversation.hasEarlier(),
      typing: conversation.typing(),
      link,
      isOnline: navigator.onLine,
      waiting: written.filter(({ isSent, refused: why }) => !isSent && why === undefined).length,
      isEnded,
    })
  }

  /** What was said stays on the screen, and nowhere else. */
  function ended(): void {
    if (isEnded) return
    isEnded = true
    changed()
    clock.after(lastWordsMs, () => {
      connection?.stop()
      sessionStorage.removeItem(draftKey)
      const { invitationId } = own
      const forgotten = Promise.all([store.clear(own), store.putInvitation({ state: 'over', invitationId })])
      forgotten.then(undefined, () => undefined)
    })
  }

  connection = createConnection(
    { base, token, deviceId: parts.deviceId, clock, fraction: parts.fraction },
    {
      changed: (state) => {
        link = state
        changed()
      },
      opened: (opened) => {
        conversation.catchUp(opened).then(outbox.flush, () => opened.close())
      },
      received: conversation.receive,
      refused: (kind) => {
        const hasSaid = conversation.entries().length > 0
        if (kind === 'sessionClosed' && hasSaid) ended()
        else if (!isEnded) refused(kind)
      },
    },
  )
  await Promise.all([conversation.load(), outbox.load()])
  parts.show(screen.root)
  draw()
  list.toEnd()
  connection.start()
  addEventListener('online', () => {
    changed()
    connection?.hurry()
  })
  addEventListener('offline', changed)
  document.addEventListener('visibilitychange', () => connection?.hurry())
}
