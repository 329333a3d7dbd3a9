import { createPageComposer } from '../screen/composer/pageComposer.ts'
import { createConversationScreen } from '../screen/conversationScreen.ts'
import type { Phones } from '../screen/emergencyLine.ts'
import { createLeaveDialog } from '../screen/leaveDialog.ts'
import { createMessageList } from '../screen/messages/messageList.ts'
import { createPictureDialog } from '../screen/pictureDialog.ts'
import type { VisitData } from './visitData.ts'
import type { VisitTab } from './visitTab.ts'

/** Creates the screen of a visit over its data. `leave` rejects when nothing could be removed. */
export function createVisitScreen(
  { conversation, outbox, files, draftFiles, unread, typing }: VisitData,
  parts: {
    readonly tab: VisitTab
    readonly phones: Phones
    readonly countUnsent: () => number
    readonly leave: () => Promise<void>
  },
) {
  const { tab, phones } = parts
  const dialog = createPictureDialog()
  const list = createMessageList({
    actions: {
      ...{ files, phones, openPicture: dialog.open },
      ...{ resend: outbox.resend, discard: outbox.discard, progressOf: outbox.progressOf },
    },
    loadEarlier: () => conversation.loadEarlier().then(undefined, () => false),
    seen: conversation.seen,
  })
  const composer = createPageComposer({
    ...{ draft: tab.draft.read(), draftFiles, files },
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
  const leaveDialog = createLeaveDialog(parts)
  const screen = createConversationScreen({ list, composer, dialog: dialog.root, leaveDialog, phones })
  return { ...screen, list, composer }
}
