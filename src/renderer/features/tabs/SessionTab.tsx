import type { IDockviewPanelHeaderProps } from 'dockview-react'
import { X } from 'lucide-react'
import { useContext, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import { sessionIdSchema } from '../../../shared/model/ids.ts'
import { hasVisibleText } from '../../../shared/model/text/visibleText.ts'
import { useHue, useOwn, usePatientLabel, useSession, useTyping } from '../../state/ConsoleContext.tsx'
import { usePatientName } from '../../state/usePatientName.ts'
import { useElapsed, useMinutesLeft, useWaitLevel } from '../../state/waiting.ts'
import { Badge } from '../../ui/Badge.tsx'
import { patientStyle } from '../../ui/patientColour.ts'
import { Wait } from '../../ui/Wait.tsx'
import classes from './SessionTab.module.css'
import { TabSlotsContext } from './tabSlots.ts'
import { useReveal } from './useReveal.ts'

/** A tab: the patient's colour and short name, and the one thing about the session that matters most now. */
export function SessionTab({ api }: IDockviewPanelHeaderProps) {
  const { t } = useTranslation()
  const { closeTab } = useContext(TabSlotsContext)
  const id = sessionIdSchema.parse(api.id)
  const session = useSession(id)
  const hue = useHue(id)
  const label = usePatientLabel(id)
  const wholeName = usePatientName(id)
  const name = session ? wholeName : t('tabs.gone')
  const unread = session ? session.unread.care + session.unread.staff : 0

  const element = useRef<HTMLDivElement>(null)
  useReveal(element, api)

  useEffect(() => {
    if (api.title !== name) api.setTitle(name)
    // The dock names the tab by its title; what is seen on the tab says more, and is what people call it by.
    element.current?.closest('[role="tab"]')?.removeAttribute('aria-label')
  }, [api, name])

  return (
    // The dock's own element around this one is the tab, with its role, name and keys.
    <div
      ref={element}
      className={classes.tab}
      style={patientStyle(hue)}
      title={name}
      data-tab={api.id}
      onAuxClick={(event) => {
        if (event.button === 1) closeTab(id)
      }}
    >
      <span className={classes.colour} />
      <span className={classes.name} dir="auto">
        {label?.short ?? name}
      </span>
      {label?.difference && <span className={classes.difference}>{label.difference.brief}</span>}
      {session && <TabState session={session} />}
      {session && <TabEnd session={session} />}
      {unread > 0 && <Badge count={unread} label={t('sessions.unread', { count: unread })} />}
      {/* A tab may hold no button of its own: this one is for the pointer, the keyboard has a key for it. */}
      <span
        className={classes.close}
        aria-hidden="true"
        title={t('tabs.close')}
        onPointerDown={(event) => event.preventDefault()}
        onClick={(event) => {
          event.stopPropagation()
          closeTab(id)
        }}
      >
        <X size={13} />
      </span>
    </div>
  )
}

/** Time that the session still lasts, when that is not long. */
function TabEnd({ session }: { readonly session: SessionSummary }) {
  const { t } = useTranslation()
  const minutes = useMinutesLeft(session)
  return minutes === null ? null : <span className={classes.ends}>{t('tabs.endsIn', { count: minutes })}</span>
}

function TabState({ session }: { readonly session: SessionSummary }) {
  const { t } = useTranslation()
  const own = useOwn()
  const isTyping = useTyping(session.id, 'care').some(({ userId }) => userId !== own?.userId)
  const { owedSince } = session
  const waited = useElapsed(owedSince)
  const level = useWaitLevel(owedSince)
  if (session.failedReplies > 0) return <span className={classes.failed}>{t('tabs.failed')}</span>
  if (isTyping) return <span className={classes.typing}>{t('tabs.typing')}</span>
  if (owedSince !== null) {
    return (
      <>
        {!session.active && <span className={classes.failed}>{t('tabs.unanswered')}</span>}
        <Wait text={waited} level={level} />
        {session.queuedReplies > 0 && <span className={classes.quiet}>{t('tabs.unsent')}</span>}
      </>
    )
  }
  if (hasVisibleText(session.drafts.care) || hasVisibleText(session.drafts.staff)) {
    return <span className={classes.quiet}>{t('tabs.draft')}</span>
  }
  if (session.queuedReplies > 0) return <span className={classes.quiet}>{t('tabs.unsent')}</span>
  if (!session.active) return <span className={classes.quiet}>{t('sessions.closed')}</span>
  return null
}
