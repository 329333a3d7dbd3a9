import { Pin, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { SessionSummary } from '../../../../shared/ipc/session.ts'
import type { SessionId } from '../../../../shared/model/ids.ts'
import { useHue, usePatientLabel, useSession } from '../../../state/ConsoleContext.tsx'
import { useMinutesLeft } from '../../../state/owing/waiting.ts'
import { initialsOf } from '../../../state/patients/initials.ts'
import { patientName } from '../../../state/patients/patientFacts.ts'
import { differenceText } from '../../../state/patients/patientLabels.ts'
import { NameAlertMark } from '../../../ui/NameAlertMark.tsx'
import { PatientMark } from '../../../ui/PatientMark.tsx'
import { patientStyle } from '../../../ui/patientColour.ts'
import { OwedClock, StateText, ThreadUnread, useTabState } from '../TabFacts.tsx'
import { useTabSlots } from '../tabSlots.ts'
import { ownLeftIn } from '../tabState.ts'
import classes from './TabFinder.module.css'

interface FoundTabProps {
  readonly id: SessionId
  readonly elementId: string
  readonly isSelected: boolean
  readonly onOpen: (id: SessionId) => void
  readonly onClose: (id: SessionId) => void
}

/** An open tab in the finder: the whole name with what tells it from others, and everything that the tab itself has no room for. */
export function FoundTab({ id, elementId, isSelected, onOpen, onClose }: FoundTabProps) {
  const { t } = useTranslation()
  const session = useSession(id)
  const hue = useHue(id)
  const label = usePatientLabel(id)
  const { tabs } = useTabSlots()
  const isPinned = useStore(tabs.state, ({ pinnedIds }) => pinnedIds.has(id))
  return (
    <div
      id={elementId}
      role="option"
      tabIndex={-1}
      aria-selected={isSelected}
      className={classes.row}
      style={patientStyle(hue)}
      data-found={id}
      data-owed={session?.active === true && session.owedSince !== null}
      // The field keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onOpen(id)}
      // The keys are those of the field, which names the selected one; a screen reader may put the focus here itself.
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.repeat) onOpen(id)
      }}
    >
      <PatientMark initials={initialsOf(session ? patientName(session) : '')} size="tab" />
      <span className={classes.name} dir="auto">
        {session ? (label?.name ?? id) : t('tabs.gone')}
      </span>
      {label?.difference && (
        <span className={classes.difference}>
          <NameAlertMark />
          {differenceText(t, label.difference)}
        </span>
      )}
      {isPinned && (
        <span className={classes.pinned}>
          <Pin size={12} aria-hidden="true" /> {t('tabs.pinned')}
        </span>
      )}
      <span className={classes.facts}>{session && <Facts session={session} />}</span>
      <span
        className={classes.close}
        aria-hidden="true"
        title={t(isPinned ? 'tabs.unpin' : 'tabs.close')}
        onClick={(event) => {
          event.stopPropagation()
          onClose(id)
        }}
      >
        <X size={13} />
      </span>
    </div>
  )
}

function Facts({ session }: { readonly session: SessionSummary }) {
  const { t } = useTranslation()
  const state = useTabState(session)
  const minutes = useMinutesLeft(session)
  const { owedSince } = session
  return (
    <>
      {ownLeftIn(session).map((kind) => (
        <span key={kind} className={classes.own}>
          {t(`tabs.${kind}`)}
        </span>
      ))}
      {minutes !== null && <span className={classes.ends}>{t('tabs.endsIn', { count: minutes })}</span>}
      {state !== 'owed' && <StateText session={session} state={state} />}
      {owedSince !== null && <OwedClock session={session} />}
      <ThreadUnread count={session.unread.care} thread="care" />
      <ThreadUnread count={session.unread.staff} thread="staff" />
    </>
  )
}
