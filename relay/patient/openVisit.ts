import { v7 } from 'uuid'
import type { Clock } from '../../src/shared/model/clock.ts'
import { FailureError, type FailureKind } from '../../src/shared/model/failure.ts'
import { type DeviceId, entryIdSchema } from '../../src/shared/model/ids.ts'
import { aloneAmongTabs } from './aloneAmongTabs.ts'
import { type Connection, createConnection, type LinkState } from './connection.ts'
import { createConversation } from './conversation.ts'
import { createDraftFiles } from './draftFiles.ts'
import { createFileLoader } from './fileLoader.ts'
import { createOutbox } from './outbox.ts'
import type { KeptInvitation, OwnInvitation, PageStore } from './pageStore.ts'
import { createPageToken, type PageToken } from './pageToken.ts'
import { rowsOf } from './rows.ts'
import { createComposer } from './screen/composer.ts'
import { createConversationScreen } from './screen/conversationScreen.ts'
import { openingScreen } from './screen/endScreen.ts'
import { createMessageList } from './screen/messageList.ts'
import { createPictureDialog } from './screen/pictureDialog.ts'
import { createTypingNotice } from './typingNotice.ts'
import { createUnreadMark } from './unreadMark.ts'
import { createUploader } from './uploader.ts'

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
  let hasCaughtUp = false
  let connection: Connection | undefined
  let isDrawing = false
  const socket = () => connection?.socket()

  const conversation = createConversation({
    ...{ own, store, socket, clock, changed },
    arrived: (entries, isNew) => {
      outbox.settle(new Set(entries.filter(({ senderId }) => senderId === own.userId).map(({ id }) => id)))
      if (!isNew || !hasCaughtUp) return
      if (document.visibilityState !== 'visible') unread.missed(entries)
      screen.announce(entries.filter(({ senderId }) => senderId !== own.userId))
    },
    ended,
  })
  const uploader = createUploader({ base, token, sessionId: own.sessionId, clock })
  const files = createFileLoader({ base, token, content: store.content })
  const unread = createUnreadMark(own.userId)
  const outbox = createOutbox({
    ...{ own, store, socket, uploader, clock, changed },
    alone: aloneAmongTabs,
    newEntryId: () => entryIdSchema.parse(v7()),
    progressed: (id) => list.showProgress(id),
    uploaded: files.know,
  })
  const typing = createTypingNotice({ sessionId: own.sessionId, socket, clock })
  const draft = tabMemory(`rounds-draft ${own.sessionId}`)
  const draftFileIds = tabMemory(`rounds-draft-files ${own.sessionId}`)
  const draftFiles = createDraftFiles({
    ...{ own, store, clock, newFileId: v7 },
    tab: draftFileIds,
    // Only where a page came over a secure connection.
    subtle: isSecureContext ? crypto.subtle : undefined,
    changed: () => composer.showFiles(),
  })
  const dialog = createPictureDialog()
  const list = createMessageList({
    actions: {
      files,
      openPicture: dialog.open,
      again: (id) => void outbox.again(id),
      discard: (id) => void outbox.discard(id),
      progressOf: outbox.progressOf,
    },
    loadEarlier: () => conversation.loadEarlier().then(undefined, () => false),
    seen: conversation.seen,
  })
  // It is drawn at once, with what was chosen before.
  await draftFiles.load()
  const composer = createComposer({
    draft: draft.read(),
    draftFiles,
    files,
    changed: (text) => {
      draft.write(text)
      typing.changed(text)
    },
    send: async (text, chosen) => {
      await outbox.add(text, chosen)
      unread.wrote()
      list.toEnd()
    },
  })
  const screen = createConversationScreen(list, composer, dialog.root)

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
      rows: rowsOf({
        ...{ entries: conversation.entries(), own: written, userId: own.userId, session },
        ...{ unreadFrom: unread.from(), isConnected: link === 'connected', now: clock.now() },
      }),
      hasEarlier: conversation.hasEarlier(),
      typing: conversation.typing(),
      link,
      isOnline: navigator.onLine,
      waiting: written.filter(({ isSent, refused: why }) => !isSent && why === undefined).length,
      isEnded,
    })
  }

  function caughtUp(): void {
    outbox.flush()
    if (hasCaughtUp) return
    hasCaughtUp = true
    unread.opened(conversation.entries(), conversation.readAtOpening())
    draw()
    list.toUnread()
  }

  /** What was said stays on the screen, and nowhere else. */
  function ended(): void {
    if (isEnded) return
    isEnded = true
    changed()
    clock.after(lastWordsMs, () => {
      connection?.stop()
      outbox.end()
      draft.forget()
      draftFileIds.forget()
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
        conversation.catchUp(opened).then(caughtUp, () => opened.close())
      },
      received: conversation.receive,
      refused: (kind) => {
        const hasSaid = conversation.entries().length > 0
        if (kind === 'sessionClosed' && hasSaid) ended()
        else if (!isEnded) refused(kind)
      },
    },
  )
  // What the log holds is then taken out of what is still to be sent.
  await outbox.load()
  await conversation.load()
  parts.show(screen.root)
  draw()
  list.toEnd()
  connection.start()
  addEventListener('online', () => {
    changed()
    connection?.hurry()
    outbox.flush()
  })
  addEventListener('offline', changed)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return
    unread.cameBack()
    connection?.hurry()
    outbox.flush()
  })
}

/** What a tab remembers over a reload, and no other one knows. */
function tabMemory(key: string) {
  return {
    read: () => sessionStorage.getItem(key) ?? '',
    write: (text: string) => sessionStorage.setItem(key, text),
    forget: () => sessionStorage.removeItem(key),
  }
}
