import { v7 } from 'uuid'
import { createConversation } from './conversation/conversation.ts'
import { rowsOf } from './conversation/rows.ts'
import { createTypingNotice } from './conversation/typingNotice.ts'
import { createUnreadDivider } from './conversation/unreadDivider.ts'
import { watchDays } from './conversation/watchDays.ts'
import { createDraftFiles } from './files/draftFiles.ts'
import { createFileLoader } from './files/fileLoader.ts'
import { createUploader } from './files/uploader.ts'
import { type Connection, createConnection, type LinkState } from './link/connection.ts'
import { invitationKeyInTab } from './link/findInvitation.ts'
import type { PageToken } from './link/pageToken.ts'
import { createLane } from './outbox/lane.ts'
import { createOutbox } from './outbox/outbox.ts'
import { createComposer } from './screen/composer.ts'
import { createConversationScreen } from './screen/conversationScreen.ts'
import { createLeaveDialog } from './screen/leaveDialog.ts'
import { createMessageList } from './screen/messageList.ts'
import { createPictureDialog } from './screen/pictureDialog.ts'
import type { OwnInvitation } from './store/keptRows.ts'
import { tabMemory } from './store/tabMemory.ts'
import { withTabLock } from './store/withTabLock.ts'
import type { VisitParts } from './visitParts.ts'

/** For what was said last to come in before what was said is forgotten. */
const lastWordsMs = 1_500

/** Shows a session and keeps it up to date, until it is left. Rejects, with nothing begun, when the browser cannot read what it has kept. */
export async function showVisit(parts: VisitParts, own: OwnInvitation, token: PageToken): Promise<void> {
  const { base, store, storage, clock, fraction, phones } = parts
  let link: LinkState = 'connecting'
  let isShown = false
  let isEnded = false
  let hasCaughtUp = false
  let connection: Connection | undefined
  let isDrawing = false
  const socket = () => connection?.socket()

  const conversation = createConversation({
    ...{ own, store, socket, clock, fraction, changed },
    arrived: (entries, isNew) => {
      outbox.settle(new Set(entries.filter(({ senderId }) => senderId === own.userId).map(({ id }) => id)))
      if (!isNew || !hasCaughtUp) return
      if (document.visibilityState !== 'visible') unread.missed(entries)
      screen.announce(entries.filter(({ senderId }) => senderId !== own.userId))
    },
    opened: (isOpen) => (isOpen ? goOn() : ended()),
  })
  const uploader = createUploader({ base, token, sessionId: own.sessionId, clock })
  const files = createFileLoader({ base, token, content: store.content })
  const unread = createUnreadDivider(own.userId)
  const outbox = createOutbox({
    ...{ own, store, uploader, clock, fraction, changed },
    socket: () => (isEnded ? undefined : socket()),
    alone: withTabLock,
    newEntryId: parts.newEntryId,
    progressed: (id) => list.showProgress(id),
    uploaded: files.know,
  })
  const typing = createTypingNotice({ sessionId: own.sessionId, socket, clock })
  const tab = {
    invitation: tabMemory(invitationKeyInTab),
    draft: tabMemory(`rounds-draft ${own.sessionId}`),
    draftFiles: tabMemory(`rounds-draft-files ${own.sessionId}`),
  }
  const draftFiles = createDraftFiles({
    ...{ own, store, clock, newFileId: v7 },
    tab: tab.draftFiles,
    // Only where a page came over a secure connection.
    subtle: isSecureContext ? crypto.subtle : undefined,
    changed: () => composer.showFiles(),
  })
  // It is drawn at once, with what was here before; what the log holds is taken out of what is still to be sent.
  await draftFiles.load()
  await outbox.load()
  await conversation.load()

  const dialog = createPictureDialog()
  const list = createMessageList({
    actions: {
      ...{ files, phones, openPicture: dialog.open },
      ...{ again: outbox.again, discard: outbox.discard, progressOf: outbox.progressOf },
    },
    loadEarlier: () => conversation.loadEarlier().then(undefined, () => false),
    seen: conversation.seen,
  })
  const composer = createComposer({
    draft: tab.draft.read(),
    draftFiles,
    files,
    changed: (text) => {
      tab.draft.write(text)
      typing.changed(text)
    },
    send: async (text, chosen) => {
      await outbox.add(text, chosen)
      unread.wrote()
      list.toEnd()
    },
  })
  const countUnsent = () => outbox.messages().filter(({ isSent, refused }) => !isSent && refused === undefined).length
  const leaveDialog = createLeaveDialog({ countUnsent, leave })
  const screen = createConversationScreen({ list, composer, dialog: dialog.root, leaveDialog, phones })

  /** At most once a frame, however much has changed. */
  function changed(): void {
    if (isDrawing || !isShown) return
    isDrawing = true
    requestAnimationFrame(() => {
      isDrawing = false
      draw()
    })
  }
  function draw(): void {
    const session = conversation.session()
    const ownName = session?.participants.find(({ userId }) => userId === own.userId)?.name
    screen.show({
      session,
      patient: session?.patient ?? (ownName === undefined ? undefined : { name: ownName }),
      rows: rowsOf({
        ...{ entries: conversation.entries(), own: outbox.messages(), userId: own.userId },
        ...{ reached: conversation.reached(), unreadFrom: unread.from(), now: clock.now() },
        ...{ isConnected: link === 'connected', isEnded },
      }),
      hasEarlier: conversation.hasEarlier(),
      typing: conversation.typing(),
      link,
      isOnline: navigator.onLine,
      waiting: countUnsent(),
      isEnded,
      isUnkept: storage.isFailing(),
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

  /**
   * Ends the visit: what was written stays on the screen, and nowhere else; what nobody else has yet stays here, for when the
   * session is opened again.
   */
  function ended(): void {
    if (isEnded) return
    isEnded = true
    outbox.interrupt()
    const hasSaid = conversation.entries().length > 0 || outbox.messages().length > 0
    if (!hasSaid) parts.end('ended')
    changed()
    clock.after(lastWordsMs, forgetting.work)
  }
  const forgetting = createLane(async () => {
    if (isEnded) await store.forgetEntries(own)
    return 'idle'
  }, parts)
  function goOn(): void {
    if (!isEnded) return
    isEnded = false
    parts.show(screen.root)
    changed()
    outbox.flush()
  }

  function stop(): void {
    connection?.stop()
    outbox.stop()
    conversation.stop()
    forgetting.stop()
  }
  /** Rejects when the browser cannot; then nothing of it is gone. */
  async function leave(): Promise<void> {
    stop()
    await store.leave(own)
    otherTabs.postMessage(own.invitationId)
    left()
  }
  function left(): void {
    stop()
    for (const memory of Object.values(tab)) memory.forget()
    parts.end('left')
  }
  const otherTabs = new BroadcastChannel('rounds-visit-left')
  otherTabs.addEventListener('message', ({ data }) => {
    if (data === own.invitationId) left()
  })

  connection = createConnection(
    { base, token, deviceId: parts.deviceId, clock, fraction },
    {
      changed: (state) => {
        link = state
        changed()
      },
      opened: async (opened) => {
        await conversation.catchUp(opened)
        caughtUp()
      },
      received: conversation.receive,
      ended,
      refused: parts.refused,
    },
  )
  isShown = true
  parts.show(screen.root)
  draw()
  list.toEnd()
  connection.start()
  storage.watch(changed)
  watchDays(clock, changed)
  addEventListener('online', () => {
    changed()
    connection?.flushNow()
    outbox.flush()
  })
  addEventListener('offline', changed)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return
    changed()
    unread.cameBack()
    connection?.flushNow()
    outbox.flush()
  })
}
