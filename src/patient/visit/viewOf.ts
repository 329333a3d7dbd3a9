import { pageRowsOf } from '../conversation/pageRows.ts'
import type { PageLinkState } from '../link/pageConnection.ts'
import type { PageOutbox } from '../outbox/pageOutbox.ts'
import type { ConversationView } from '../screen/conversationScreen.ts'
import type { OwnInvitation } from '../store/keptRows.ts'
import type { VisitData } from './visitData.ts'

/** Returns what the screen shows of a visit now (ms). */
export function viewOf(
  { conversation, outbox, unread }: VisitData,
  { userId }: OwnInvitation,
  now: { readonly ms: number; readonly link: PageLinkState; readonly isEnded: boolean; readonly isUnkept: boolean },
): ConversationView {
  const { ms, link, isEnded, isUnkept } = now
  const session = conversation.session()
  const ownName = session?.participants.find((one) => one.userId === userId)?.name
  return {
    session,
    patient: session?.patient ?? (ownName === undefined ? undefined : { name: ownName }),
    rows: pageRowsOf({
      ...{ entries: conversation.entries(), own: outbox.messages(), userId },
      participants: session?.participants ?? [],
      ...{ reached: conversation.reached(), unreadFrom: unread.from(), now: ms },
      ...{ isConnected: link === 'connected', isEnded },
    }),
    hasEarlier: conversation.hasEarlier(),
    typing: conversation.typing(),
    isOnline: navigator.onLine,
    waiting: countUnsent(outbox),
    ...{ link, isEnded, isUnkept },
  }
}

/** Returns the number of messages that are still on their way to the relay. */
export function countUnsent(outbox: PageOutbox): number {
  return outbox.messages().filter(({ isSent, refused }) => !isSent && refused === undefined).length
}
