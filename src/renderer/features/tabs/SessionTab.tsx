import type { IDockviewPanelHeaderProps } from 'dockview-react'
import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { SessionSummary } from '../../../shared/ipc/session.ts'
import { sessionIdSchema } from '../../../shared/model/ids.ts'
import { useHue, usePatientLabel, useSession } from '../../state/ConsoleContext.tsx'
import { initialsOf } from '../../state/patients/initials.ts'
import { patientName } from '../../state/patients/patientFacts.ts'
import { usePatientName } from '../../state/patients/usePatientName.ts'
import { PatientMark } from '../../ui/PatientMark.tsx'
import { patientStyle } from '../../ui/patientColour.ts'
import classes from './SessionTab.module.css'
import { PinnedFacts, TabFacts, ThreadUnread } from './TabFacts.tsx'
import { useTabSlots } from './tabSlots.ts'
import { useReveal } from './useReveal.ts'

/** A tab, as wide as every other that is not pinned: the patient's colour and short name, and below them what matters most about the session now. */
export function SessionTab({ api }: IDockviewPanelHeaderProps) {
  const { t } = useTranslation()
  const { tabs, closeTab, onMenu } = useTabSlots()
  const id = sessionIdSchema.parse(api.id)
  const session = useSession(id)
  const hue = useHue(id)
  const label = usePatientLabel(id)
  const wholeName = usePatientName(id)
  const name = session ? wholeName : t('tabs.gone')
  const isPinned = useStore(tabs.state, ({ pinnedIds }) => pinnedIds.has(id))

  const element = useRef<HTMLDivElement>(null)
  useReveal(element, api)

  useEffect(() => {
    if (api.title !== name) api.setTitle(name)
    // The dock names the tab by its title; what is seen on the tab says more, and is what people call it by.
    element.current?.closest('[role="tab"]')?.removeAttribute('aria-label')
  }, [api, name])

  useEffect(() => {
    // The keyboard asks for it at the dock's own element around this one.
    const tab = element.current?.closest<HTMLElement>('[role="tab"]')
    const open = (event: MouseEvent) => {
      event.preventDefault()
      onMenu({ id, xPx: event.clientX, yPx: event.clientY })
    }
    tab?.addEventListener('contextmenu', open)
    return () => tab?.removeEventListener('contextmenu', open)
  }, [id, onMenu])

  return (
    // The dock's own element around this one is the tab, with its role, name and keys.
    <div
      ref={element}
      className={classes.tab}
      style={patientStyle(hue)}
      title={name}
      data-tab={api.id}
      data-pinned={isPinned}
      onAuxClick={(event) => {
        if (event.button === 1) closeTab(id)
      }}
    >
      <span className={classes.first}>
        <PatientMark initials={initialsOf(session ? patientName(session) : '')} size="tab" />
        {isPinned ? (
          <PinnedName name={name} session={session} />
        ) : (
          <span className={classes.name} dir="auto" data-place="name">
            {label?.short ?? name}
          </span>
        )}
      </span>
      {session && !isPinned && <TabFacts session={session} difference={label?.difference ?? null} />}
      {session && isPinned && <PinnedFacts session={session} difference={label?.difference ?? null} />}
      {/* A tab may hold no button of its own: this one is for the pointer, the keyboard has a key for it. */}
      {!isPinned && <CloseMark onClose={() => closeTab(id)} />}
    </div>
  )
}

interface PinnedNameProps {
  readonly name: string
  readonly session: SessionSummary | undefined
}

/** Name of a pinned tab for who does not see it, and what is unread, in the place of the name. */
function PinnedName({ name, session }: PinnedNameProps) {
  const { t } = useTranslation()
  const { care = 0, staff = 0 } = session?.unread ?? {}
  return (
    <>
      <span className={classes.forTheEar}>{t('tabs.pinnedName', { name })}</span>
      <ThreadUnread count={care > 0 ? care : staff} thread={care > 0 ? 'care' : 'staff'} />
    </>
  )
}

function CloseMark({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <span
      className={classes.close}
      aria-hidden="true"
      title={t('tabs.close')}
      onPointerDown={(event) => event.preventDefault()}
      onClick={(event) => {
        event.stopPropagation()
        onClose()
      }}
    >
      <X size={13} />
    </span>
  )
}
