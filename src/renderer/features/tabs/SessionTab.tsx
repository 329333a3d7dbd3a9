import type { IDockviewPanelHeaderProps } from 'dockview-react'
import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { sessionIdSchema } from '../../../shared/model/ids.ts'
import { useHue, usePatientLabel, useSession } from '../../state/ConsoleContext.tsx'
import { initialsOf } from '../../state/patients/initials.ts'
import { patientName } from '../../state/patients/patientFacts.ts'
import { usePatientName } from '../../state/patients/usePatientName.ts'
import { PatientMark } from '../../ui/PatientMark.tsx'
import { patientStyle } from '../../ui/patientColour.ts'
import classes from './SessionTab.module.css'
import { TabFacts } from './TabFacts.tsx'
import { useTabSlots } from './tabSlots.ts'
import { useReveal } from './useReveal.ts'

/** A tab, as wide as every other: the patient's colour and short name, and below them what matters most about the session now. */
export function SessionTab({ api }: IDockviewPanelHeaderProps) {
  const { t } = useTranslation()
  const { closeTab } = useTabSlots()
  const id = sessionIdSchema.parse(api.id)
  const session = useSession(id)
  const hue = useHue(id)
  const label = usePatientLabel(id)
  const wholeName = usePatientName(id)
  const name = session ? wholeName : t('tabs.gone')

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
      <span className={classes.first}>
        <PatientMark initials={initialsOf(session ? patientName(session) : '')} size="tab" />
        <span className={classes.name} dir="auto" data-place="name">
          {label?.short ?? name}
        </span>
      </span>
      {session && <TabFacts session={session} difference={label?.difference ?? null} />}
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
