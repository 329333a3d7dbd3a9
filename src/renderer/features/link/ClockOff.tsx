import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { useClockOff } from '../../state/ConsoleContext.tsx'
import classes from './LinkStrip.module.css'

const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** A clock that is further off than this is mentioned. */
const mentionedFromMs = 30 * secondMs

/** Sentence that this workstation's clock is off, by how much, and what to do; nothing while it is right, or nobody can say. */
export function ClockOff() {
  const { t } = useTranslation()
  const text = useClockOff((offByMs) => {
    if (Math.abs(offByMs) <= mentionedFromMs) return ''
    return t(`link.clock.${offByMs > 0 ? 'ahead' : 'behind'}`, { by: lengthText(t, Math.abs(offByMs)) })
  })
  return text === '' ? null : (
    <span className={classes.clock} title={`${text} ${t('link.clock.why')}`}>
      {text}
    </span>
  )
}

/** A length of time in its greatest unit of which there are at least one and a half. */
function lengthText(t: TFunction, ms: number): string {
  if (ms >= 1.5 * dayMs) return t('link.clock.days', { count: Math.round(ms / dayMs) })
  if (ms >= 1.5 * hourMs) return t('link.clock.hours', { count: Math.round(ms / hourMs) })
  if (ms >= 1.5 * minuteMs) return t('link.clock.minutes', { count: Math.round(ms / minuteMs) })
  return t('link.clock.seconds', { count: Math.round(ms / secondMs) })
}
