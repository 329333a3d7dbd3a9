import { Button, Group } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useHue, useTicking } from '../../state/ConsoleContext.tsx'
import { initialsOf } from '../../state/patients/initials.ts'
import { shortInstantText } from '../../ui/instantText.ts'
import { GivenLink } from '../../ui/link/GivenLink.tsx'
import { PatientMark } from '../../ui/PatientMark.tsx'
import { patientStyle } from '../../ui/patientColour.ts'
import classes from './Door.module.css'
import type { MadeSession } from './door.ts'

interface DoorMadeProps {
  readonly made: MadeSession
  readonly isAsking: boolean
  /** Makes a link where there is none. */
  readonly onLink: () => void
  readonly onWrite: () => void
}

/** The session that was made: its link, or why there is none, and the way to the first message. The focus is on the link, where Enter does nothing. */
export function DoorMade({ made, isAsking, onLink, onWrite }: DoorMadeProps) {
  const { t, i18n } = useTranslation()
  const { name, link, failure } = made
  const hue = useHue(made.sessionId)
  const begins = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const until = useTicking((nowMs) => (link ? shortInstantText(link.openUntil, nowMs, i18n.language) : ''))
  const hasLink = link !== null
  useEffect(() => {
    if (hasLink) field.current?.focus()
    else begins.current?.focus()
  }, [hasLink])
  return (
    <div className={classes.form} ref={begins} tabIndex={-1}>
      <p className={classes.who} style={patientStyle(hue)}>
        <PatientMark initials={initialsOf(name)} />
        <b dir="auto">{name}</b>
      </p>
      <p className={classes.note} role="status">
        {t(hasLink ? 'door.made' : 'door.madeWithoutLink')}
      </p>
      {link && <GivenLink url={link.url} until={until} field={field} />}
      <p className={classes.problem} role="alert">
        {failure?.message}
      </p>
      <Group justify="flex-end" gap="xs" wrap="nowrap">
        {!hasLink && (
          <Button variant="default" aria-disabled={isAsking} onClick={onLink}>
            {t('door.linkAgain')}
          </Button>
        )}
        <Button onClick={onWrite}>{t('door.write')}</Button>
      </Group>
    </div>
  )
}
