import { v7 } from 'uuid'
import type { RelaySocket } from '../../client/relaySocket.ts'
import type { EntryId } from '../../shared/model/ids.ts'
import { createPageConversation, type PageConversationParts } from '../conversation/pageConversation.ts'
import { createTypingNotice } from '../conversation/typingNotice.ts'
import { createUnreadDivider } from '../conversation/unreadDivider.ts'
import { createDraftFiles } from '../files/draftFiles.ts'
import { createFileLoader } from '../files/fileLoader.ts'
import { createUploader } from '../files/uploader.ts'
import type { PageToken } from '../link/pageToken.ts'
import { createPageOutbox } from '../outbox/pageOutbox.ts'
import type { OwnInvitation } from '../store/keptRows.ts'
import { withTabLock } from '../store/withTabLock.ts'
import type { VisitParts } from './visitParts.ts'
import type { VisitTab } from './visitTab.ts'

export interface VisitDataListener extends Pick<PageConversationParts, 'arrived' | 'opened'> {
  readonly changed: () => void
  /** More of the files of this message has arrived. */
  readonly progressed: (id: EntryId) => void
  /** The files of the message that is being written have changed. */
  readonly filesChosen: () => void
}

export type VisitData = ReturnType<typeof createVisitData>

/** Creates everything of a visit that is not drawn: what was written, what is to be sent, files, who types, what is unread. */
export function createVisitData(
  parts: VisitParts,
  visit: {
    readonly own: OwnInvitation
    readonly token: PageToken
    readonly tab: VisitTab
    /** Returns what it is by the relay's clock, as far as it is known. */
    readonly now: () => number
    readonly socket: () => RelaySocket | undefined
    /** Nothing is sent once the session has ended. */
    readonly isEnded: () => boolean
  },
  listener: VisitDataListener,
) {
  const { base, store, clock, fraction } = parts
  const { own, token, tab, socket, isEnded, now } = visit
  const { sessionId } = own
  const { changed } = listener
  const files = createFileLoader({ base, token, content: store.content })
  const conversation = createPageConversation({ ...listener, own, store, socket, clock, fraction })
  const outbox = createPageOutbox({
    ...{ own, store, clock, now, fraction, changed },
    uploader: createUploader({ base, token, sessionId, clock }),
    socket: () => (isEnded() ? undefined : socket()),
    withLock: withTabLock,
    newEntryId: parts.newEntryId,
    progressed: listener.progressed,
    uploaded: files.cache,
  })
  const draftFiles = createDraftFiles({
    ...{ own, store, clock, newFileId: v7 },
    tab: tab.draftFiles,
    // Only where a page came over a secure connection.
    subtle: isSecureContext ? crypto.subtle : undefined,
    changed: listener.filesChosen,
  })
  return {
    ...{ conversation, outbox, files, draftFiles },
    unread: createUnreadDivider(own.userId),
    typing: createTypingNotice({ sessionId, socket, clock }),
    /** Reads what this device has kept. What the log holds is taken out of what is still to be sent. */
    load: async () => {
      await draftFiles.load()
      await outbox.load()
      await conversation.load()
    },
  }
}
