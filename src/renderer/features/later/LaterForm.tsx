import { useTranslation } from 'react-i18next'
import { leastLaterMs, mostLaterMs, mostLaterReason } from '../../../shared/model/later.ts'
import { useConsole, useRelayNow } from '../../state/ConsoleContext.tsx'
import { ChoiceForm } from '../../ui/choices/ChoiceForm.tsx'
import { type LaterKind, laterReasons } from './laterKind.ts'

/** A decision: `until` is null where no answer is needed. */
export interface LaterPut {
  readonly until: number | null
  readonly reason: string
}

interface LaterFormProps {
  readonly kind: LaterKind
  /** Words for why it cannot be put off as it is now, or null. */
  readonly hindrance: string | null
  readonly onClose: () => void
  readonly onPut: (put: LaterPut) => Promise<string | null>
}

/** Choices of a reason, and of a time. */
export function LaterForm({ kind, hindrance, onClose, onPut }: LaterFormProps) {
  const { t } = useTranslation()
  const relayNow = useRelayNow()
  const ofClinic = useConsole(({ clinic }) => clinic.laterReasons)
  const offered =
    kind === 'later' && ofClinic.length > 0
      ? ofClinic.map((label) => ({ id: `clinic ${label}`, label }))
      : laterReasons[kind].map((id) => ({ id, label: t(`later.reason.${id}`) }))
  return (
    <ChoiceForm
      words={{
        ...{ legend: t(`later.reasons.${kind}`), offered, own: t('later.reason.own'), ownField: t('later.words') },
        ...{ mostLength: mostLaterReason, noChoice: t('later.noReason'), noWords: t('later.noWords') },
      }}
      time={
        kind === 'later'
          ? {
              ...{ leastMs: leastLaterMs, mostMs: mostLaterMs, nowMs: relayNow },
              ...{ legend: t('later.times'), none: t('later.noTime') },
            }
          : null
      }
      hindrance={hindrance}
      confirmLabel={t(`later.confirm.${kind}`)}
      onCancel={onClose}
      onConfirm={({ text, at }) => onPut({ until: at, reason: text ?? '' })}
    />
  )
}
