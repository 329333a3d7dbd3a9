import { watchDays } from '../conversation/watchDays.ts'
import { createPageConnection, type PageLinkState } from '../link/pageConnection.ts'
import type { PageToken } from '../link/pageToken.ts'
import type { OwnInvitation } from '../store/keptRows.ts'
import { createLeaveVisit } from './leaveVisit.ts'
import { createRedraw } from './redraw.ts'
import { countUnsent, viewOf } from './viewOf.ts'
import { createVisitArrivals } from './visitArrivals.ts'
import { createVisitData } from './visitData.ts'
import { createVisitEnd } from './visitEnd.ts'
import type { VisitParts } from './visitParts.ts'
import { createVisitScreen } from './visitScreen.ts'
import { visitTab } from './visitTab.ts'
import { watchBrowser } from './watchBrowser.ts'

/** Shows a session and keeps it up to date, until it is left. Rejects, with nothing begun, when the browser cannot read what it has kept. */
export async function showVisit(parts: VisitParts, own: OwnInvitation, token: PageToken): Promise<void> {
  const { storage, clock } = parts
  let link: PageLinkState = 'connecting'
  const tab = visitTab(own)
  const redraw = createRedraw(() => {
    const now = { ms: clock.now(), link, isEnded: visitEnd.isEnded(), isUnkept: storage.isFailing() }
    screen.show(viewOf(data, own, now))
  })
  const visitEnd = createVisitEnd(parts, own, { ended, reopened })
  const connection = createPageConnection(
    { ...parts, token },
    {
      changed: (state) => {
        link = state
        redraw.request()
      },
      opened: async (socket) => {
        await data.conversation.catchUp(socket)
        arrivals.caughtUp()
      },
      received: (event) => data.conversation.receive(event),
      ended: visitEnd.end,
      refused: parts.refused,
    },
  )
  const data = createVisitData(
    parts,
    { own, token, tab, socket: connection.socket, isEnded: visitEnd.isEnded },
    {
      arrived: (entries, isNew) => arrivals.arrived(entries, isNew),
      opened: (isOpen) => (isOpen ? visitEnd.reopen() : visitEnd.end()),
      changed: redraw.request,
      progressed: (id) => screen.list.showProgress(id),
      filesChosen: () => screen.composer.showFiles(),
    },
  )
  const { conversation, outbox, draftFiles, unread } = data
  const arrivals = createVisitArrivals(own, data, {
    announce: (entries) => screen.announce(entries),
    opened: () => {
      redraw.now()
      screen.list.toUnread()
    },
  })
  // It is drawn at once, with what was here before.
  await data.load()
  const leave = createLeaveVisit({ own, store: parts.store, stop, left })
  const screen = createVisitScreen(data, { tab, phones: parts.phones, countUnsent: () => countUnsent(outbox), leave })

  function ended(): void {
    outbox.interrupt()
    const isEmpty = conversation.entries().length + outbox.messages().length === 0
    if (isEmpty) parts.end('ended')
    redraw.request()
  }
  function reopened(): void {
    parts.show(screen.root)
    redraw.request()
    outbox.flush()
  }
  function stop(): void {
    for (const part of [connection, outbox, conversation, draftFiles, visitEnd]) part.stop()
  }
  function left(): void {
    tab.forget()
    parts.end('left')
  }
  function retry(): void {
    connection.flushNow()
    outbox.flush()
  }

  parts.show(screen.root)
  redraw.now()
  screen.list.toEnd()
  connection.start()
  storage.watch(redraw.request)
  watchDays(clock, redraw.request)
  watchBrowser({ changed: redraw.request, cameBack: unread.cameBack, retry })
}
