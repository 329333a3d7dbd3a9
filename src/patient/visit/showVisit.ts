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
import { createVisitTime } from './visitTime.ts'
import { watchBrowser } from './watchBrowser.ts'

/** Shows a session and keeps it up to date, until it is left. Rejects, with nothing begun, when the browser cannot read what it has kept. */
export async function showVisit(parts: VisitParts, own: OwnInvitation, token: PageToken): Promise<void> {
  let link: PageLinkState = 'connecting'
  const tab = visitTab(own)
  const redraw = createRedraw(() => {
    const now = { ms: time.now(), link, isEnded: visitEnd.isEnded(), isUnkept: parts.storage.isFailing() }
    screen.show(viewOf(data, own, now))
    time.drawn()
  })
  const time = createVisitTime({ clock: parts.clock, socket: () => connection.socket() }, redraw.request)
  const visitEnd = createVisitEnd(parts, own, { ended, reopened })
  const connection = createPageConnection(
    { ...parts, token, time, hasUnsent: () => countUnsent(data.outbox) > 0 },
    {
      changed: (state) => {
        link = state
        redraw.request()
      },
      opened: (socket) => data.conversation.catchUp(socket).then(() => arrivals.caughtUp()),
      received: (event) => data.conversation.receive(event),
      ended: visitEnd.end,
      refused: parts.refused,
    },
  )
  const data = createVisitData(
    parts,
    { own, token, tab, socket: connection.socket, isEnded: visitEnd.isEnded, now: time.now },
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
    if (conversation.entries().length + outbox.messages().length === 0) parts.end('ended')
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
    time.look()
  }

  parts.show(screen.root)
  redraw.now()
  screen.list.toEnd()
  connection.start()
  parts.storage.watch(redraw.request)
  time.look()
  watchBrowser({ changed: redraw.request, cameBack: unread.cameBack, retry })
}
